package io.mortise.permissions.internal.decision;

import io.mortise.access.Scope;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;

/** Scopes put together, as plain as they can be. */
final class Scopes {

    private Scopes() {}

    /** What any of them reaches; of none, nothing (law 1). */
    static Scope union(Collection<Scope> scopes) {
        var parts = new LinkedHashSet<Scope>();
        for (Scope scope : scopes) {
            switch (scope) {
                case Scope.Nothing() -> {}
                case Scope.Everything() -> {
                    return scope;
                }
                case Scope.AnyOf(List<Scope> some) -> parts.addAll(some);
                default -> parts.add(scope);
            }
        }
        return switch (parts.size()) {
            case 0 -> Scope.nothing();
            case 1 -> parts.getFirst();
            default -> new Scope.AnyOf(List.copyOf(parts));
        };
    }

    /** What both reach. */
    static Scope both(Scope one, Scope other) {
        if (one instanceof Scope.Everything || other instanceof Scope.Nothing) {
            return other;
        }
        if (other instanceof Scope.Everything || one instanceof Scope.Nothing || one.equals(other)) {
            return one;
        }
        return Scope.allOf(one, other);
    }

    /** What the first reaches and the second does not. */
    static Scope without(Scope scope, Scope excluded) {
        return switch (excluded) {
            case Scope.Nothing() -> scope;
            case Scope.Everything() -> Scope.nothing();
            default -> both(scope, new Scope.Not(excluded));
        };
    }
}
