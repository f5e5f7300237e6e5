package io.mortise.identity.internal.domain;

import io.mortise.access.FieldAccess;
import io.mortise.access.FieldRules;
import io.mortise.data.RecordFields;
import java.util.List;
import java.util.Set;

/** Fields of a person, as {@code module.json} declares them: which of them the module fills by itself, and which are refused. */
public final class PersonFields {

    /** What a change stamps. */
    public static final Set<String> STAMPS = Set.of("updatedAt", "updatedBy");

    /** What a new record is given. */
    public static final Set<String> NEW =
            Set.of("number", "status", "statusChangedAt", "locale", "createdAt", "createdBy", "updatedAt", "updatedBy");

    /** What an act on the status writes. */
    public static final Set<String> STATUS = Set.of("status", "statusChangedAt", "updatedAt", "updatedBy");

    /** What a move writes. */
    public static final Set<String> MOVE = Set.of("mainDepartmentId", "updatedAt", "updatedBy");

    private PersonFields() {}

    /**
     * Ends the work unless each of the given fields may be written in this record, whether it changes or not: else the answer
     * would tell whether a guess at a hidden value is right.
     *
     * @param least {@code EDIT}, or {@code CREATE} for a new record
     */
    public static void requireWritable(RecordFields fields, Set<String> given, FieldAccess least) {
        refuse(given.stream()
                .filter(field -> fields.of(field).compareTo(least) < 0)
                .toList());
    }

    /** The same for many records at once: the rules must allow it in all of them. */
    public static void requireWritable(FieldRules rules, Set<String> given) {
        refuse(given.stream()
                .filter(field -> rules.rules().isEmpty()
                        || rules.rules().stream().anyMatch(rule -> rule.of(field) != FieldAccess.EDIT))
                .toList());
    }

    private static void refuse(List<String> fields) {
        if (!fields.isEmpty()) {
            throw Refused.fields(fields.stream().sorted().toList());
        }
    }
}
