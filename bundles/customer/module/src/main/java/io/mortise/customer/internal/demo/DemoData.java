package io.mortise.customer.internal.demo;

import io.mortise.access.Access;
import io.mortise.access.Caller;
import io.mortise.customer.CustomerEvent;
import io.mortise.customer.CustomerException;
import io.mortise.customer.ExternalReference;
import io.mortise.customer.NewCustomer;
import io.mortise.customer.Transfer;
import io.mortise.customer.internal.JobRow;
import io.mortise.customer.internal.Owners;
import io.mortise.customer.internal.domain.CustomerFields;
import io.mortise.customer.internal.domain.CustomerPermissions;
import io.mortise.customer.internal.domain.Owner;
import io.mortise.customer.internal.persistence.CustomerEntity;
import io.mortise.customer.internal.persistence.CustomerStore;
import io.mortise.customer.internal.persistence.IdList;
import io.mortise.customer.internal.search.CustomerSearch;
import io.mortise.data.Database;
import io.mortise.data.Ids;
import io.mortise.message.Events;
import io.mortise.message.Jobs;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Fills the server with made-up customers, batch by batch: each batch and how far it is are one unit of work, so that a stop in
 * the middle neither loses nor doubles one. Customers bear the external reference ({@code demo}, seed and number), by which
 * another filling with the seed leaves out those that are there.
 */
@Component(service = DemoData.class)
public final class DemoData {

    static final String JOB = "demo-data";

    private static final String SYSTEM = "demo";
    private static final int BATCH = 500;
    private static final Owner NOBODY = new Owner(null, null);
    private static final Set<String> GIVEN = Set.copyOf(CustomerFields.ALL);

    private final Database database;
    private final Events events;
    private final Jobs jobs;
    private final Access access;
    private final Owners owners;
    private final CustomerStore customers;

    @Activate
    public DemoData(
            @Reference Database database,
            @Reference Events events,
            @Reference Jobs jobs,
            @Reference Access access,
            @Reference Owners owners,
            @Reference CustomerSearch search) {
        this.database = database;
        this.events = events;
        this.jobs = jobs;
        this.access = access;
        this.owners = owners;
        this.customers = new CustomerStore(database, search);
    }

    /** Begins; its job does the rest. */
    public DemoRun start(long seed, int count, List<UUID> people) {
        people.forEach(person -> owners.requireColleague("/owners", person));
        var run = new DemoRun(Ids.next(), seed, count, people, 0, Instant.now().truncatedTo(ChronoUnit.MICROS), false);
        return database.write(() -> {
            database.execute(
                    "insert into customer_demo (id, seed, customers, owners, done, started_by, started_at)"
                            + " values (:id, :seed, :customers, :owners, 0, :by, :now)",
                    Map.of(
                            "id", run.id(),
                            "seed", seed,
                            "customers", count,
                            "owners", IdList.write(people),
                            "by", Caller.current().id(),
                            "now", run.startedAt()));
            access.audit(
                    CustomerPermissions.FILL,
                    null,
                    null,
                    Map.of("customers", Integer.toString(count), "seed", Long.toString(seed)));
            jobs.enqueue(JOB, run.id().toString(), JobRow.of("run", run.id()), Duration.ZERO);
            return run;
        });
    }

    /** One of them. */
    public Optional<DemoRun> find(UUID id) {
        return database.read(() -> select(id, ""));
    }

    /** Its job was tried for the last time; what was made stays, and the operator's repeat of the dead letter goes on. */
    void fail(UUID id) {
        database.write(() -> database.execute(
                "update customer_demo set failed_at = :now where id = :id",
                Map.of("id", id, "now", Instant.now().truncatedTo(ChronoUnit.MICROS))));
    }

    /** The rest of a filling, for one thread. */
    Filling filling(UUID id) {
        return new Filling(find(id).orElseThrow());
    }

    private Optional<DemoRun> select(UUID id, String lock) {
        return database
                .rows(
                        "select id, seed, customers, owners, done, started_at, failed_at from customer_demo where id = :id"
                                + lock,
                        Map.of("id", id),
                        row -> new DemoRun(
                                row.requireUuid("id"),
                                row.requireNumber("seed"),
                                Math.toIntExact(row.requireNumber("customers")),
                                IdList.read(row.text("owners")),
                                Math.toIntExact(row.requireNumber("done")),
                                row.requireInstant("started_at"),
                                row.instant("failed_at") != null))
                .stream()
                .findFirst();
    }

    /** What a job holds while it fills: the generator, and which department each owner is of. */
    final class Filling {

        private final DemoRun run;
        private final DemoCompany company;
        private final Map<UUID, Owner> known = new HashMap<>();

        private Filling(DemoRun run) {
            this.run = run;
            this.company = new DemoCompany(run.seed(), run.owners().size(), run.startedAt());
        }

        /** Makes the next customers; false when all are there. */
        boolean step() {
            return database.write(() -> {
                DemoRun now = select(run.id(), " for update").orElseThrow();
                if (now.ended()) {
                    return false;
                }
                int end = Math.min(now.done() + BATCH, now.customers());
                Set<String> there = there(now.done(), end);
                List<CustomerEntity> rows = IntStream.range(now.done(), end)
                        .mapToObj(company::customer)
                        .filter(customer -> !there.contains(reference(customer.index())))
                        .map(this::row)
                        .toList();
                if (!rows.isEmpty()) {
                    customers.importAll(rows, GIVEN);
                    events.publish(new CustomerEvent.Imported(
                            run.id(), rows.stream().map(CustomerEntity::id).toList(), List.of()));
                }
                database.execute(
                        "update customer_demo set done = :done, failed_at = null where id = :id",
                        Map.of("done", end, "id", run.id()));
                return true;
            });
        }

        private CustomerEntity row(DemoCustomer customer) {
            var made = new NewCustomer(
                    customer.details(),
                    customer.source(),
                    null,
                    null,
                    new ExternalReference(SYSTEM, reference(customer.index())));
            Owner owner = customer.owner() < 0
                    ? NOBODY
                    : known.computeIfAbsent(run.owners().get(customer.owner()), this::owner);
            return new CustomerEntity(
                            Ids.next(),
                            made,
                            owner,
                            customer.createdAt(),
                            Caller.current().id())
                    .backdate(customer.createdAt(), customer.stage(), customer.stageChangedAt());
        }

        /** Those of these that an earlier filling with the seed made. */
        private Set<String> there(int from, int end) {
            return customers
                    .byExternalIds(
                            SYSTEM,
                            IntStream.range(from, end).mapToObj(this::reference).toList())
                    .stream()
                    .map(found -> found.customer().external())
                    .filter(Objects::nonNull)
                    .map(ExternalReference::id)
                    .collect(Collectors.toSet());
        }

        private String reference(int index) {
            return run.seed() + "-" + index;
        }

        /** Whoever left meanwhile owns nothing. */
        private Owner owner(UUID person) {
            try {
                return owners.of(new Transfer(person, null, JOB));
            } catch (CustomerException e) {
                return NOBODY;
            }
        }
    }
}
