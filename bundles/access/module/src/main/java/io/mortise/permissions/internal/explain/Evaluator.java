package io.mortise.permissions.internal.explain;

import io.mortise.access.FieldAccess;
import io.mortise.access.ObjectCatalog;
import io.mortise.access.ObjectCatalog.Gate;
import io.mortise.access.ProtectedRecords;
import io.mortise.access.Scope;
import io.mortise.permissions.internal.decision.Profile;
import io.mortise.permissions.internal.decision.Profiles;
import io.mortise.permissions.internal.decision.Reasons;
import io.mortise.permissions.internal.policy.Policy;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Answers questions as enforcement would: the same compiled profile, and the same test of the record. */
final class Evaluator {

    private final Profiles profiles;
    private final ObjectCatalog catalog;
    private final @Nullable ProtectedRecords records;

    /** Of one question: a gate is asked for the same moment each time. */
    private final Instant now = Instant.now();

    Evaluator(Profiles profiles, ObjectCatalog catalog, @Nullable ProtectedRecords records) {
        this.profiles = profiles;
        this.catalog = catalog;
        this.records = records;
    }

    /** The test of the record that is asked about. */
    RecordTest test(Question question) {
        return new RecordTest(records, question.permission().object(), question.record());
    }

    /** The profile that decides. */
    Profile profile(Policy policy, Question question, Instant moment) {
        return profiles.profile(policy, question.person(), moment, Reasons.UNASKED);
    }

    /** Why, part by part. */
    Trace trace(Policy policy, Question question, Instant moment) {
        var trace = new Trace(question.permission());
        profiles.profile(Parts.split(policy, catalog), question.person(), moment, trace);
        return trace;
    }

    /** What a token that acts for the person was given. */
    Profile given(Policy policy, UUID token, Question question, Instant moment) {
        return profiles.token(policy, token, question.person(), moment, Reasons.UNASKED);
    }

    /** Why, part by part. */
    Trace trace(Policy policy, UUID token, Question question, Instant moment) {
        var trace = new Trace(question.permission());
        profiles.token(Parts.split(policy, catalog), token, question.person(), moment, trace);
        return trace;
    }

    /** What the profile says. */
    Verdict verdict(Profile profile, Question question, RecordTest test) {
        return verdict(profile, question, test, UnaryOperator.identity());
    }

    /**
     * What the profile would say.
     *
     * @param as what a scope would be then
     */
    Verdict verdict(Profile profile, Question question, RecordTest test, UnaryOperator<Scope> as) {
        Profile.Held held = profile.held().get(question.permission());
        boolean there = test.there();
        FieldAccess hidden = question.field() == null ? null : FieldAccess.HIDDEN;
        if (held == null || !there || !test.reaches(as.apply(held.scope()))) {
            return new Verdict(false, there, hidden);
        }
        if (!closed(question, test).isEmpty()) {
            return new Verdict(false, true, hidden);
        }
        if (question.field() == null) {
            return new Verdict(true, true, null);
        }
        FieldAccess access = held.fields().of(question.field(), scope -> test.reaches(as.apply(scope)));
        return new Verdict(access.compareTo(question.needed()) >= 0, true, access);
    }

    /** The gates that close the record to what is asked for, at this moment; none without a record. */
    List<Gate> closed(Question question, RecordTest test) {
        if (question.record() == null) {
            return List.of();
        }
        return catalog
                .object(question.permission().object())
                .map(type -> type.gates(question.permission().action()))
                .orElse(List.of())
                .stream()
                .filter(gate -> test.reaches(gate.closed(now)))
                .toList();
    }
}
