package io.mortise.identity;

import io.mortise.message.Event;
import io.mortise.message.EventName;
import java.util.UUID;

/** What happens to people; keys are the person's id. */
public sealed interface IdentityEvent extends Event {

    /** The person. */
    UUID person();

    @Override
    default String key() {
        return person().toString();
    }

    /** Somebody now belongs to other departments, or has another manager. */
    @EventName("identity.Transferred")
    record Transferred(UUID person) implements IdentityEvent {}

    /** Somebody was suspended; his sessions have ended. */
    @EventName("identity.Suspended")
    record Suspended(UUID person) implements IdentityEvent {}

    /** Somebody left; his sessions have ended. */
    @EventName("identity.Left")
    record Left(UUID person) implements IdentityEvent {}

    /** Somebody works here again. */
    @EventName("identity.Returned")
    record Returned(UUID person) implements IdentityEvent {}
}
