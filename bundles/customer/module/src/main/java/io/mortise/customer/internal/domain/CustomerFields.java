package io.mortise.customer.internal.domain;

import io.mortise.access.FieldAccess;
import io.mortise.customer.CustomerDetails;
import io.mortise.customer.CustomerKind;
import io.mortise.customer.NewCustomer;
import io.mortise.data.RecordFields;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The fields of a customer, as {@code module.json} declares them and the wire names them. */
public final class CustomerFields {

    /** All of them. */
    public static final List<String> ALL = Stream.concat(
                    Arrays.stream(DetailField.values()).map(DetailField::key),
                    Stream.of(
                            "number",
                            "stage",
                            "stageChangedAt",
                            "ownerId",
                            "ownerDepartmentId",
                            "previousOwnerId",
                            "poolId",
                            "source",
                            "external",
                            "createdAt",
                            "createdBy",
                            "updatedAt",
                            "updatedBy",
                            "tags"))
            .toList();

    /** Those that say how it is closed: told apart from what is written down of it. */
    public static final List<String> CLOSING =
            List.of("lockReason", "lockedBy", "lockedAt", "lockUntil", "legalHold", "holdReason", "heldBy", "heldAt");

    private CustomerFields() {}

    /** Those of which the caller sees a part. */
    public static Set<String> masked(RecordFields fields) {
        return ALL.stream()
                .filter(field -> fields.of(field) == FieldAccess.MASKED)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Those that the caller gave by registering this: a kind that nobody states is a company. */
    public static Set<String> given(NewCustomer customer) {
        CustomerDetails details = customer.details();
        var given = Arrays.stream(DetailField.values())
                .filter(field -> field.value(details) != null
                        && (field != DetailField.KIND || details.kind() != CustomerKind.COMPANY))
                .map(DetailField::key)
                .collect(Collectors.toCollection(HashSet::new));
        if (customer.external() != null) {
            given.add("external");
        }
        return given;
    }

    /** All but the given: what the module fills by itself. */
    public static Set<String> derived(Set<String> given) {
        return Stream.concat(ALL.stream(), CLOSING.stream())
                .filter(field -> !given.contains(field))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Those among the given that the caller may not change in this record, sorted. */
    public static List<String> notEditable(RecordFields fields, Set<String> given) {
        return given.stream()
                .filter(field -> fields.of(field) != FieldAccess.EDIT)
                .sorted()
                .toList();
    }
}
