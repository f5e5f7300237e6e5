package io.mortise.permissions.internal.administration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mortise.access.Caller;
import io.mortise.access.Permission;
import io.mortise.permissions.internal.rulebook.PolicyReader;
import io.mortise.permissions.internal.rulebook.Rulebook;
import io.mortise.rest.FieldFault;
import io.mortise.rest.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Making, changing and removing one thing of the policy: alike for every kind. */
@Component(service = Entries.class)
public final class Entries {

    /** What a client never sets: who did something is the caller, and keys are those of delivered presets. */
    private static final Set<String> SET_BY_SERVER = Set.of("id", "key", "grantedBy", "askedBy", "agreedBy");

    private final StoredPolicy policy;
    private final Changes changes;

    @Activate
    public Entries(@Reference StoredPolicy policy, @Reference Changes changes) {
        this.policy = policy;
        this.changes = changes;
    }

    /** Something at the version that holds it. */
    public record Entry<T>(T value, long version) {}

    /** Everything of a kind, at the newest version. */
    public <T> Entry<List<T>> all(Kind<T> kind) {
        Rulebook book = policy.book();
        return new Entry<>(kind.all().apply(book), book.policy().version());
    }

    /** One of a kind. */
    public <T> Entry<T> one(Kind<T> kind, UUID id) {
        Rulebook book = policy.book();
        return new Entry<>(require(kind, book, id), book.policy().version());
    }

    /** Makes one of what a client sent. */
    public <T> Entry<T> create(Kind<T> kind, JsonNode body, String reason) {
        notSet(body, null);
        return create(kind, reason, book -> reader(book).one(body, kind.read()));
    }

    private <T> Entry<T> create(Kind<T> kind, String reason, Function<Rulebook, T> make) {
        var made = new ArrayList<T>();
        Rulebook after = prefixed(
                kind,
                () -> changes.apply(permission(kind, "create"), kind.key(), reason, book -> {
                    T one = make.apply(book);
                    made.add(one);
                    var all = new ArrayList<>(kind.all().apply(book));
                    all.add(one);
                    return kind.with().apply(book, all);
                }));
        return new Entry<>(made.getLast(), after.policy().version());
    }

    /** Changes members of one (RFC 7396): null takes away, absent stays. */
    public <T> Entry<T> edit(Kind<T> kind, UUID id, long seen, JsonNode patch, String reason) {
        if (!patch.isObject()) {
            throw ProblemException.invalid(List.of(FieldFault.of("", "wrong-json")));
        }
        var made = new ArrayList<T>();
        Rulebook after = prefixed(
                kind,
                () -> changes.apply(permission(kind, "edit"), id.toString(), reason, book -> {
                    T before = require(kind, book, id);
                    fresh(kind, before, id, seen, book);
                    ObjectNode json = kind.write().apply(before);
                    notSet(patch, json);
                    patch.properties().forEach(member -> {
                        if (member.getValue().isNull()) {
                            json.remove(member.getKey());
                        } else {
                            json.set(member.getKey(), member.getValue());
                        }
                    });
                    if (kind == Kind.WAIVER) {
                        json.remove("agreedBy");
                        json.put("askedBy", Caller.current().id());
                    }
                    T one = reader(book).one(json, kind.read());
                    made.add(one);
                    return kind.with()
                            .apply(
                                    book,
                                    kind.all().apply(book).stream()
                                            .map(each -> kind.id().apply(each).equals(id) ? one : each)
                                            .toList());
                }));
        return new Entry<>(made.getLast(), after.policy().version());
    }

    /** Replaces one by what a rule of the server makes of it. */
    public <T> Entry<T> replace(Kind<T> kind, UUID id, String action, String reason, BiFunction<Rulebook, T, T> rule) {
        var made = new ArrayList<T>();
        Rulebook after = changes.apply(permission(kind, action), id.toString(), reason, book -> {
            T one = rule.apply(book, require(kind, book, id));
            made.add(one);
            return kind.with()
                    .apply(
                            book,
                            kind.all().apply(book).stream()
                                    .map(each -> kind.id().apply(each).equals(id) ? one : each)
                                    .toList());
        });
        return new Entry<>(made.getLast(), after.policy().version());
    }

    /** Makes one by a rule of the server. */
    public <T> Entry<T> make(Kind<T> kind, String reason, Function<Rulebook, T> rule) {
        return create(kind, reason, rule);
    }

    /**
     * Removes one. Whoever had it has it no more; nothing takes its place (PERMISSIONS.md, mistake 9).
     */
    public <T> void delete(Kind<T> kind, UUID id, long seen, String reason) {
        changes.apply(permission(kind, "delete"), id.toString(), reason, book -> {
            fresh(kind, require(kind, book, id), id, seen, book);
            Rulebook without = kind.with()
                    .apply(
                            book,
                            kind.all().apply(book).stream()
                                    .filter(each -> !kind.id().apply(each).equals(id))
                                    .toList());
            return Removal.follow(without, id);
        });
    }

    private static <T> T require(Kind<T> kind, Rulebook book, UUID id) {
        return kind.all().apply(book).stream()
                .filter(one -> kind.id().apply(one).equals(id))
                .findFirst()
                .orElseThrow(() -> Refusals.notFound(kind.key(), id));
    }

    /** A later version is fine as long as it holds the same thing. */
    private <T> void fresh(Kind<T> kind, T now, UUID id, long seen, Rulebook book) {
        long newest = book.policy().version();
        if (seen == newest) {
            return;
        }
        Optional<T> then = seen < 1 || seen > newest
                ? Optional.empty()
                : policy.book(seen)
                        .flatMap(old -> kind.all().apply(old).stream()
                                .filter(one -> kind.id().apply(one).equals(id))
                                .findFirst());
        if (then.isEmpty() || !then.get().equals(now)) {
            throw Refusals.stale(newest);
        }
    }

    private static void notSet(JsonNode body, @Nullable ObjectNode standing) {
        List<FieldFault> faults = SET_BY_SERVER.stream()
                .filter(body::has)
                .filter(name -> standing == null || !standing.path(name).equals(body.path(name)))
                .sorted()
                .map(name -> FieldFault.of("/" + name, "read-only"))
                .toList();
        if (!faults.isEmpty()) {
            throw ProblemException.invalid(faults);
        }
    }

    private PolicyReader reader(Rulebook book) {
        return new PolicyReader(Caller.current().id(), changes.now(), book);
    }

    private static Permission permission(Kind<?> kind, String action) {
        return new Permission("access." + kind.key(), action);
    }

    /** Places of faults are told within the one thing that was sent. */
    private static <R> R prefixed(Kind<?> kind, Supplier<R> work) {
        try {
            return work.get();
        } catch (ProblemException e) {
            if (e.problem().faults().isEmpty()) {
                throw e;
            }
            throw new ProblemException(
                    e.problem()
                            .with(e.problem().faults().stream()
                                    .map(fault -> new FieldFault(
                                            fault.pointer().replaceFirst("^/" + kind.key() + "s/\\d+", ""),
                                            fault.code(),
                                            fault.arguments()))
                                    .toList()),
                    e);
        }
    }
}
