package io.mortise.customer.internal.search;

import io.mortise.access.Access;
import io.mortise.access.FieldAccess;
import io.mortise.access.Permission;
import io.mortise.access.Scope;
import io.mortise.access.Scope.Operator;
import io.mortise.customer.internal.domain.CustomerRules;
import io.mortise.customer.internal.persistence.CustomerEntity;
import io.mortise.customer.internal.persistence.CustomerStore;
import io.mortise.data.Condition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Finds customers by a text: a part of the name as it is written or said, or the digits of a telephone number. A rare text leads to
 * its customers by the index of names; a common one is found on the way of a list's order.
 *
 * <p>Nobody finds by what he does not see: a row counts by its name only where he may read the name, and by its phone where he sees
 * it, if only its last four digits, which are then all that he may search for (DECISIONS 21).
 */
@Component(service = CustomerSearch.class)
public final class CustomerSearch implements CustomerStore.Searching {

    private static final Pattern SEPARATORS = Pattern.compile("[\\s().\\-]+");
    private static final Pattern NUMBER = Pattern.compile("\\+?[0-9]{4,17}");

    private final NameIndex names;
    private final PhoneSearch phones;
    private final SearchMarks marks;
    private final Access access;

    @Activate
    public CustomerSearch(
            @Reference NameIndex names,
            @Reference PhoneSearch phones,
            @Reference SearchMarks marks,
            @Reference Access access) {
        this.names = names;
        this.phones = phones;
        this.marks = marks;
        this.access = access;
    }

    @Override
    public void mark(CustomerEntity row) {
        marks.mark(row);
    }

    @Override
    public void renamed(long number) {
        marks.renamed(number);
    }

    @Override
    public List<Condition> conditions(Permission permission, String text) {
        String key = CustomerRules.key(text.strip());
        String digits = SEPARATORS.matcher(key).replaceAll("");
        if (!NUMBER.matcher(digits).matches()) {
            return with(names.match(key), names.few(key));
        }
        Scope named = Scope.allOf(
                shown(permission, "name", FieldAccess.READ),
                Scope.anyOf(
                        new Scope.Compare("name_key", Operator.CONTAINS, key),
                        new Scope.Compare("name_pinyin", Operator.CONTAINS, digits)));
        Scope tail = Scope.allOf(shown(permission, "phone", FieldAccess.MASKED), phones.byTail(digits));
        Scope whole = Scope.allOf(shown(permission, "phone", FieldAccess.READ), phones.byMore(digits));
        Condition match = Condition.within(Scope.anyOf(named, tail, whole), Set.of());
        Optional<List<UUID>> few = names.few(key)
                .flatMap(byName -> phones.few(digits).map(byPhone -> {
                    var all = new ArrayList<>(byName);
                    all.addAll(byPhone);
                    return all;
                }));
        return with(match, few);
    }

    private static List<Condition> with(Condition match, Optional<? extends List<UUID>> few) {
        return few.map(ids -> List.of(match, Condition.hint(Scope.keyIn("id", ids))))
                .orElse(List.of(match));
    }

    /** The rows in which the caller sees so much of a field. */
    private Scope shown(Permission permission, String field, FieldAccess least) {
        return new Scope.AnyOf(access.fields(permission).rules().stream()
                .filter(rule -> rule.of(field).compareTo(least) >= 0)
                .map(rule -> rule.scope())
                .toList());
    }
}
