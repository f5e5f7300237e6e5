package io.mortise.customer.internal;

import io.mortise.access.Access;
import io.mortise.access.Permission;
import io.mortise.customer.CustomerException;
import io.mortise.customer.CustomerId;
import io.mortise.customer.CustomerProblem;
import io.mortise.customer.internal.domain.CustomerPermissions;
import io.mortise.customer.internal.persistence.CustomerStore;
import io.mortise.data.Database;
import io.mortise.data.Sharing;
import io.mortise.data.Sharing.Member;
import io.mortise.data.Sharing.Share;
import io.mortise.data.Work;
import io.mortise.rest.ProblemException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Teams and shares of customers (R20). Whoever may open a customer sees who else may; only who holds {@code share} for it
 * changes that, within his daily limit, and gives at most what he may do himself. The kernel judges and audits.
 */
@Component(service = Collaboration.class)
public final class Collaboration {

    private final Database database;
    private final Sharing sharing;
    private final CustomerStore store;
    private final Access access;
    private final Owners owners;

    @Activate
    public Collaboration(
            @Reference Database database,
            @Reference Sharing sharing,
            @Reference Access access,
            @Reference Owners owners) {
        this.database = database;
        this.sharing = sharing;
        this.store = new CustomerStore(database);
        this.access = access;
        this.owners = owners;
    }

    /** Who is in the customer's team. */
    public List<Member> team(CustomerId id) {
        return database.read(() -> told(id, () -> sharing.team(CustomerPermissions.READ, id.value())));
    }

    /** Puts somebody who works here into the team, or writes his place anew. */
    public Member join(CustomerId id, UUID person, boolean writing, @Nullable Instant until, String reason) {
        return changing(id, () -> {
            owners.requireColleague("/person", person);
            access.spend(CustomerPermissions.SHARE, 1);
            return sharing.join(CustomerPermissions.SHARE, id.value(), person, writing, until, reason);
        });
    }

    /** Takes a person out of the team; whether he was in. */
    public boolean leave(CustomerId id, UUID person) {
        return changing(id, () -> sharing.leave(CustomerPermissions.SHARE, id.value(), person));
    }

    /** With whom the customer is shared. */
    public List<Share> shares(CustomerId id) {
        return database.read(() -> told(id, () -> sharing.shares(CustomerPermissions.READ, id.value())));
    }

    /** Shares the customer. */
    public Share share(CustomerId id, String receiver, Set<String> actions, @Nullable Instant until, String reason) {
        return changing(id, () -> {
            owners.requireReceiver("/receiver", receiver);
            access.spend(CustomerPermissions.SHARE, 1);
            return sharing.share(CustomerPermissions.SHARE, id.value(), receiver, actions, until, reason);
        });
    }

    /** Ends a share; whether there was one. */
    public boolean end(CustomerId id, UUID share) {
        return changing(id, () -> sharing.end(CustomerPermissions.SHARE, id.value(), share));
    }

    /** Asks for the right before anything is taken from a limit or said about people. */
    private <T> T changing(CustomerId id, Work<T, RuntimeException> work) {
        return database.write(() -> told(id, () -> {
            require(CustomerPermissions.SHARE, id, new CustomerProblem.Forbidden(id));
            return work.run();
        }));
    }

    private void require(Permission permission, CustomerId id, CustomerProblem otherwise) {
        if (store.find(permission, id).isEmpty()) {
            throw new CustomerException(otherwise);
        }
    }

    private <T> T told(CustomerId id, Work<T, RuntimeException> work) {
        try {
            require(CustomerPermissions.READ, id, new CustomerProblem.NotFound(id));
            return work.run();
        } catch (ProblemException e) {
            throw switch (e.problem().type()) {
                case "not-found" -> new CustomerException(new CustomerProblem.NotFound(id));
                case "forbidden" -> new CustomerException(new CustomerProblem.Forbidden(id));
                default -> e;
            };
        }
    }
}
