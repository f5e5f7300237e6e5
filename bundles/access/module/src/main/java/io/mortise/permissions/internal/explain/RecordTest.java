package io.mortise.permissions.internal.explain;

import io.mortise.access.ProtectedRecords;
import io.mortise.access.Scope;
import io.mortise.rest.Problem;
import io.mortise.rest.ProblemException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which scopes reach one record, by the kernel's own test, each asked once. Without a record everything that is held at all
 * reaches. For one question, on one thread.
 */
final class RecordTest {

    private static final int AT_ONCE = 50;

    private final @Nullable ProtectedRecords records;
    private final String object;
    private final @Nullable UUID record;
    private final Map<Scope, Boolean> known = new HashMap<>();
    private @Nullable Boolean there;

    RecordTest(@Nullable ProtectedRecords records, String object, @Nullable UUID record) {
        if (record != null && records == null) {
            throw new ProblemException(Problem.of("explanation-unavailable", 503));
        }
        this.records = records;
        this.object = object;
        this.record = record;
    }

    /** Whether there is such a record. */
    boolean there() {
        if (record == null) {
            return true;
        }
        if (there == null) {
            ask(List.of(Scope.everything()));
        }
        return Boolean.TRUE.equals(there);
    }

    /** Whether the scope reaches it. */
    boolean reaches(Scope scope) {
        if (record == null) {
            return !(scope instanceof Scope.Nothing);
        }
        if (!known.containsKey(scope)) {
            ask(List.of(scope));
        }
        return Boolean.TRUE.equals(known.get(scope));
    }

    /** The shares of the record that mean one of the subjects, those that do not count included. */
    List<ProtectedRecords.Share> shares(Scope.SharedWith asked) {
        if (records == null || record == null) {
            return List.of();
        }
        try {
            return records.shares(object, record, asked);
        } catch (IllegalArgumentException e) {
            throw new ProblemException(Problem.of("explanation-unavailable", 503), e);
        }
    }

    /** A column of the record, for a sentence about the decision; null when it has no value. */
    @Nullable
    Object value(@Nullable String column) {
        if (records == null || record == null || column == null) {
            return null;
        }
        try {
            return records.columns(object, record).map(row -> row.get(column)).orElse(null);
        } catch (IllegalArgumentException e) {
            throw new ProblemException(Problem.of("explanation-unavailable", 503), e);
        }
    }

    /** Asks many at once, so that each is known when it is wanted. */
    void prepare(Collection<Scope> scopes) {
        if (record == null) {
            return;
        }
        var open = new ArrayList<>(new LinkedHashSet<>(scopes));
        open.removeIf(known::containsKey);
        for (int from = 0; from < open.size(); from += AT_ONCE) {
            ask(open.subList(from, Math.min(open.size(), from + AT_ONCE)));
        }
    }

    private void ask(List<Scope> scopes) {
        if (records == null || record == null) {
            throw new IllegalStateException("no record to test");
        }
        Optional<List<Boolean>> reached;
        try {
            reached = records.reaches(object, record, List.copyOf(scopes));
        } catch (IllegalArgumentException e) {
            // The module of the object closes at this moment.
            throw new ProblemException(Problem.of("explanation-unavailable", 503), e);
        }
        there = reached.isPresent();
        for (int i = 0; i < scopes.size(); i++) {
            known.put(scopes.get(i), reached.isPresent() && reached.get().get(i));
        }
    }
}
