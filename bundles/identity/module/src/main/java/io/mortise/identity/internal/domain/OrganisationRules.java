package io.mortise.identity.internal.domain;

import io.mortise.identity.DepartmentTree;
import io.mortise.rest.FieldFault;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.IllformedLocaleException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What must hold for people and departments, whichever way they come: by hand, by another module, by a file. */
public final class OrganisationRules {

    /** Longest name. */
    public static final int NAME_LENGTH = 100;

    private static final Pattern EMAIL = Pattern.compile("[^\\s@<>\"]{1,64}@[^\\s@<>\"]{1,130}\\.[^\\s@<>\".]{2,63}");
    private static final Pattern PHONE = Pattern.compile("\\+?[0-9][0-9 ()-]{3,28}");

    private OrganisationRules() {}

    /** The same details in one form: no blanks around, blank as absent. */
    public static PersonDetails normalise(PersonDetails given) {
        return new PersonDetails(
                given.name().strip(),
                clean(given.email()),
                clean(given.phone()),
                clean(given.employeeNumber()),
                given.mainDepartment(),
                given.departments(),
                given.positions(),
                given.tags(),
                given.manager(),
                given.locale().strip());
    }

    /** What is wrong with normalised details, as far as they alone tell. */
    public static List<FieldFault> faults(PersonDetails details) {
        var faults = new ArrayList<>(nameFaults("/name", details.name(), NAME_LENGTH));
        String email = details.email();
        if (email != null && (email.length() > 200 || !EMAIL.matcher(email).matches())) {
            faults.add(FieldFault.of("/email", "wrong-email"));
        }
        String phone = details.phone();
        if (phone != null && !PHONE.matcher(phone).matches()) {
            faults.add(FieldFault.of("/phone", "wrong-phone"));
        }
        if (details.employeeNumber() != null) {
            faults.addAll(nameFaults("/employeeNumber", details.employeeNumber(), 50));
        }
        if (!isLanguage(details.locale())) {
            faults.add(FieldFault.of("/locale", "wrong-language"));
        }
        return faults;
    }

    /** What is wrong with a name that must be there. */
    public static List<FieldFault> nameFaults(String pointer, String name, int longest) {
        if (name.isBlank()) {
            return List.of(FieldFault.of(pointer, "required"));
        }
        if (name.length() > longest) {
            return List.of(new FieldFault(pointer, "too-long", Map.of("max", longest)));
        }
        if (name.chars().anyMatch(Character::isISOControl)) {
            return List.of(FieldFault.of(pointer, "control-character"));
        }
        return List.of();
    }

    /** Ends the work when the department would be below itself. */
    public static void checkParent(DepartmentTree tree, UUID department, @Nullable UUID parent) {
        if (parent == null) {
            return;
        }
        List<DepartmentTree.Department> path = tree.path(parent);
        if (path.stream().anyMatch(above -> above.id().equals(department))) {
            throw Refused.circle(
                    tree.find(department).orElseThrow().name(),
                    path.getLast().name(),
                    path.stream().map(DepartmentTree.Department::name).toList());
        }
    }

    /** What names are compared, sorted and searched by: without case and width, never longer than a name may be. */
    public static String key(String name) {
        String key = Normalizer.normalize(name, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        if (key.length() <= NAME_LENGTH) {
            return key;
        }
        int end = Character.isHighSurrogate(key.charAt(NAME_LENGTH - 1)) ? NAME_LENGTH - 1 : NAME_LENGTH;
        return key.substring(0, end);
    }

    /** Whether the text is a language tag such as zh-CN. */
    public static boolean isLanguage(String tag) {
        try {
            return tag.length() <= 20
                    && !new Locale.Builder()
                            .setLanguageTag(tag)
                            .build()
                            .getLanguage()
                            .isEmpty();
        } catch (IllformedLocaleException e) {
            return false;
        }
    }

    private static @Nullable String clean(@Nullable String text) {
        return text == null || text.isBlank() ? null : text.strip();
    }
}
