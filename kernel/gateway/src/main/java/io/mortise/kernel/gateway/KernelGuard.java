package io.mortise.kernel.gateway;

import io.mortise.access.AccessControl;
import io.mortise.access.AuditEntry;
import io.mortise.access.AuditTrail;
import io.mortise.access.Authenticator;
import io.mortise.access.Caller;
import io.mortise.access.FieldRules;
import io.mortise.access.Permission;
import io.mortise.access.RequestHead;
import io.mortise.access.Scope;
import io.mortise.kernel.spi.Callers;
import io.mortise.kernel.spi.GatedServices;
import io.mortise.kernel.spi.Guard;
import io.mortise.rest.ProblemException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Identity and access as the kernel knows them: the operator token, a module about its own objects, and for everybody else
 * the {@link Authenticator} and {@link AccessControl} that modules provide. Nobody provides them, or they fail: no.
 *
 * <p>What an authenticator answers is believed only for people and programs: no module can make a caller into the operator
 * or into a module.
 */
public final class KernelGuard implements Guard {

    private static final Logger LOG = LoggerFactory.getLogger(KernelGuard.class);
    private static final String MODULE = "module:";

    private final byte[] operatorToken;
    private final Supplier<GatedServices> services;

    /**
     * @param operatorToken at least 32 characters, so that guessing is hopeless
     * @param services asked at each call; may not be ready yet while the server starts
     */
    public KernelGuard(String operatorToken, Supplier<GatedServices> services) {
        if (operatorToken.length() < 32) {
            throw new IllegalArgumentException("the operator token has " + operatorToken.length()
                    + " characters; it needs at least 32: remove the file and start again to get a new one");
        }
        this.operatorToken = operatorToken.getBytes(StandardCharsets.UTF_8);
        this.services = services;
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalStateException when the authenticator failed: answered 500, never taken for a sign-in
     */
    @Override
    public Caller authenticate(RequestHead head) {
        if (isOperator(head)) {
            return Callers.operator(head.locale(), head.traceId());
        }
        Optional<Authenticator> authenticator = services.get().find(Authenticator.class);
        if (authenticator.isEmpty()) {
            return Caller.nobody(head.locale(), head.traceId());
        }
        try {
            return authenticator
                    .get()
                    .authenticate(head)
                    .filter(KernelGuard::believable)
                    .orElseGet(() -> Caller.nobody(head.locale(), head.traceId()));
        } catch (ProblemException refused) {
            // A sign-in that is wrong in a way the caller should know: a forged form, a session that has ended.
            throw refused;
        } catch (RuntimeException e) {
            if (services.get().find(Authenticator.class).isEmpty()) {
                return Caller.nobody(head.locale(), head.traceId());
            }
            throw new IllegalStateException("the authenticator failed on " + head.method() + " " + head.path(), e);
        }
    }

    @Override
    public boolean holds(Caller caller, Permission permission) {
        return decide(caller, permission, true, false, (control, asked) -> control.holds(asked, permission));
    }

    @Override
    public Scope scope(Caller caller, Permission permission) {
        return decide(
                caller,
                permission,
                Scope.everything(),
                Scope.nothing(),
                (control, asked) -> control.scope(asked, permission));
    }

    @Override
    public Scope granted(Caller caller, Permission permission) {
        return decide(
                caller,
                permission,
                Scope.everything(),
                Scope.nothing(),
                (control, asked) -> control.granted(asked, permission));
    }

    @Override
    public Scope sharing(Caller caller, Permission permission, String receiver, @Nullable Instant until) {
        return decide(
                caller,
                permission,
                Scope.everything(),
                Scope.nothing(),
                (control, asked) -> control.sharing(asked, permission, receiver, until));
    }

    @Override
    public FieldRules fields(Caller caller, Permission permission) {
        return decide(
                caller,
                permission,
                FieldRules.everything(),
                FieldRules.nothing(),
                (control, asked) -> control.fields(asked, permission));
    }

    @Override
    public long spend(Caller caller, Permission permission, long amount) {
        if (amount < 1) {
            throw new IllegalArgumentException("at least 1 is taken from a limit, not " + amount);
        }
        return decide(
                caller, permission, Long.MAX_VALUE, -1L, (control, asked) -> control.spend(asked, permission, amount));
    }

    @Override
    public void audit(AuditEntry entry) {
        Optional<AuditTrail> trail = services.get().find(AuditTrail.class);
        if (trail.isPresent()) {
            trail.get().record(entry);
        } else {
            // What modules do to their records is as frequent as requests.
            boolean rare = entry.outcome() == AuditEntry.Outcome.REFUSED
                    || entry.permission().module().equals("kernel");
            LOG.atLevel(rare ? Level.INFO : Level.DEBUG)
                    .log(
                            "{} {} {} {} by {}",
                            entry.outcome(),
                            entry.permission(),
                            entry.record(),
                            entry.facts(),
                            entry.caller().id());
        }
    }

    /** The one place that says who is asked about whom: nobody but the access module about people and programs. */
    private <T> T decide(
            Caller caller, Permission permission, T yes, T no, BiFunction<AccessControl, Caller, T> question) {
        return switch (caller.kind()) {
            case OPERATOR -> yes;
            case NOBODY -> no;
            case MODULE -> {
                if (!owns(caller, permission)) {
                    yield no;
                }
                Caller principal = caller.onBehalfOf();
                yield principal == null ? yes : decide(principal, permission, yes, no, question);
            }
            case PERSON, TOKEN -> {
                try {
                    yield services.get()
                            .find(AccessControl.class)
                            .map(control -> question.apply(control, caller))
                            .orElse(no);
                } catch (RuntimeException e) {
                    LOG.error("access control failed on {} for {}; the answer is {}", permission, caller.id(), no, e);
                    yield no;
                }
            }
        };
    }

    private boolean isOperator(RequestHead head) {
        List<String> values = head.headers().getOrDefault("authorization", List.of());
        if (values.size() != 1 || !values.getFirst().regionMatches(true, 0, "Bearer ", 0, 7)) {
            return false;
        }
        byte[] given = values.getFirst().substring(7).strip().getBytes(StandardCharsets.UTF_8);
        return MessageDigest.isEqual(given, operatorToken);
    }

    private static boolean owns(Caller caller, Permission permission) {
        return caller.id().startsWith(MODULE)
                && caller.id().substring(MODULE.length()).equals(permission.module());
    }

    private static boolean believable(Caller caller) {
        boolean believable = caller.kind() == Caller.Kind.PERSON || caller.kind() == Caller.Kind.TOKEN;
        if (!believable && caller.kind() != Caller.Kind.NOBODY) {
            LOG.error(
                    "an authenticator answered with a caller of kind {}; only people and programs sign in",
                    caller.kind());
        }
        return believable;
    }
}
