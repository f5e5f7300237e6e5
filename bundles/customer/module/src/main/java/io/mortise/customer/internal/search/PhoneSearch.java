package io.mortise.customer.internal.search;

import io.mortise.access.Scope;
import io.mortise.customer.internal.domain.CustomerPermissions;
import io.mortise.customer.internal.domain.PhoneNumber;
import io.mortise.data.Database;
import io.mortise.module.ThisModule;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Customers by the digits of their telephone number: four or more of the last ones, or all. */
@Component(service = PhoneSearch.class)
public final class PhoneSearch {

    private final SearchMarks marks;
    private final NameIndexStore store;
    private final ThisModule module;

    @Activate
    public PhoneSearch(@Reference Database database, @Reference SearchMarks marks, @Reference ThisModule module) {
        this.marks = marks;
        this.store = new NameIndexStore(database, CustomerPermissions.LIST);
        this.module = module;
    }

    /** The rows whose last four digits these are; none when there are more. */
    Scope byTail(String digits) {
        return digits.length() == SearchMarks.TAIL ? tail(digits) : Scope.nothing();
    }

    /** The rows whose number is this, or ends with these five or more digits. */
    Scope byMore(String digits) {
        if (digits.length() == SearchMarks.TAIL) {
            return Scope.nothing();
        }
        Scope behind = Scope.allOf(
                tail(last(digits)), new Scope.Compare("phone", Scope.Operator.CONTAINS, digits.replace("+", "")));
        return PhoneNumber.normalise(digits)
                .<Scope>map(phone -> Scope.anyOf(behind, Scope.keyIn("phone_hash", List.of(marks.whole(phone)))))
                .orElse(behind);
    }

    /** All rows that may be found so, when they are few; needs an open unit of work. */
    Optional<List<UUID>> few(String digits) {
        String whole = PhoneNumber.normalise(digits).map(marks::whole).orElse("");
        String tail = marks.last(last(digits));
        return module.asItself(() -> store.byPhone(whole, tail, NameIndex.RARE));
    }

    private Scope tail(String digits) {
        return Scope.keyIn("phone_tail_hash", List.of(marks.last(digits)));
    }

    private static String last(String digits) {
        return digits.substring(digits.length() - SearchMarks.TAIL);
    }
}
