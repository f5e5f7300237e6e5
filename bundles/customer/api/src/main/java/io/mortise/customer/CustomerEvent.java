package io.mortise.customer;

import io.mortise.message.Event;
import io.mortise.message.EventName;
import java.util.List;
import java.util.UUID;

/**
 * What happened to customers. Events carry ids and no contents: a listener asks {@link Customers} for what it needs, and
 * so gets the state of now.
 */
public sealed interface CustomerEvent extends Event {

    /** A customer was registered. */
    @EventName("customer.Registered")
    record Registered(UUID customer) implements CustomerEvent {
        @Override
        public String key() {
            return customer.toString();
        }
    }

    /**
     * A customer was changed.
     *
     * @param revision after the change
     * @param fields names of the fields that differ, as in JSON
     */
    @EventName("customer.Changed")
    record Changed(UUID customer, long revision, List<String> fields) implements CustomerEvent {
        public Changed {
            fields = List.copyOf(fields);
        }

        @Override
        public String key() {
            return customer.toString();
        }
    }

    /** A customer was deleted: it is in no list any more, but lies in the bin. */
    @EventName("customer.Deleted")
    record Deleted(UUID customer) implements CustomerEvent {
        @Override
        public String key() {
            return customer.toString();
        }
    }

    /**
     * A deleted customer is back.
     *
     * @since 3.1
     */
    @EventName("customer.Restored")
    record Restored(UUID customer) implements CustomerEvent {
        @Override
        public String key() {
            return customer.toString();
        }
    }

    /**
     * A deleted customer was removed for good: nobody can restore it any more.
     *
     * @since 3.1
     */
    @EventName("customer.Purged")
    record Purged(UUID customer) implements CustomerEvent {
        @Override
        public String key() {
            return customer.toString();
        }
    }

    /**
     * An import brought a batch of customers; told once per batch instead of once per customer.
     *
     * @param importId the import
     * @param registered ids of new customers, at most 1000
     * @param changed ids of changed ones, at most 1000
     */
    @EventName("customer.Imported")
    record Imported(UUID importId, List<UUID> registered, List<UUID> changed) implements CustomerEvent {
        public Imported {
            registered = List.copyOf(registered);
            changed = List.copyOf(changed);
        }

        @Override
        public String key() {
            return importId.toString();
        }
    }
}
