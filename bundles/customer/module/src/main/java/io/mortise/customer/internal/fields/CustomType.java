package io.mortise.customer.internal.fields;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a custom field holds, and in which columns a value stands that can be filtered by. */
public enum CustomType {
    TEXT('t'),
    NUMBER('n'),
    /** Minor units and currency. */
    MONEY('n', 't'),
    DATE('d'),
    CHOICE('t'),
    MULTI('t'),
    PERSON('u'),
    DEPARTMENT('u'),
    RECORD('u'),
    /** Id of a stored file. */
    ATTACHMENT,
    /** Computed from other fields whenever it is read. */
    FORMULA;

    private final List<Character> columns;

    CustomType(Character... columns) {
        this.columns = List.of(columns);
    }

    /** As on the wire, and in the catalog of objects. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Kinds of column it needs: text, number, day or id; none when it can't be filtered by. */
    public List<Character> columns() {
        return columns;
    }

    /** Whether it is one or several of a list of words. */
    public boolean hasChoices() {
        return this == CHOICE || this == MULTI;
    }

    /** Whether its values have an order that people know. */
    public boolean isSortable() {
        return this == TEXT || this == NUMBER || this == DATE || this == CHOICE;
    }

    /** What it is in a formula; null when it has no place there. */
    @Nullable
    FormulaKind kind() {
        return switch (this) {
            case TEXT, CHOICE, PERSON, DEPARTMENT, RECORD, ATTACHMENT -> FormulaKind.TEXT;
            case NUMBER, MONEY -> FormulaKind.NUMBER;
            case DATE -> FormulaKind.DAY;
            case MULTI, FORMULA -> null;
        };
    }

    /** How many columns of a kind there are. */
    static int most(char column) {
        return switch (column) {
            case 't' -> 20;
            case 'n' -> 15;
            default -> 10;
        };
    }
}
