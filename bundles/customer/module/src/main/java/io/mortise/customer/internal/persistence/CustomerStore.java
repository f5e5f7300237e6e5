package io.mortise.customer.internal.persistence;

import io.mortise.access.Permission;
import io.mortise.customer.Customer;
import io.mortise.customer.CustomerException;
import io.mortise.customer.CustomerFilter;
import io.mortise.customer.CustomerId;
import io.mortise.customer.CustomerOrder;
import io.mortise.customer.CustomerProblem;
import io.mortise.customer.internal.domain.CustomerFields;
import io.mortise.customer.internal.domain.CustomerPermissions;
import io.mortise.customer.internal.domain.CustomerRules;
import io.mortise.data.Condition;
import io.mortise.data.Database;
import io.mortise.data.Listing;
import io.mortise.data.Order;
import io.mortise.data.RecordFields;
import io.mortise.data.Row;
import io.mortise.data.RowReader;
import io.mortise.rest.Page;
import io.mortise.rest.Problem;
import io.mortise.rest.ProblemException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Statements on {@code customer_customer}: the only class that knows its columns. What the caller may not see is left out of
 * every customer it returns; deleted ones are in none of its answers. Needs an open unit of work.
 */
public final class CustomerStore {

    /** Most ids in one question. */
    public static final int MOST = 1000;

    private static final int MOST_ALIKE = 20_000;

    private static final Condition LIVE = Condition.of("r.deleted_at is null");

    private final Database database;
    private final @Nullable Marks marks;
    private final @Nullable Searching search;

    /** For whoever neither searches for a text, nor writes names and phones. */
    public CustomerStore(Database database) {
        this.database = database;
        this.marks = null;
        this.search = null;
    }

    /** For whoever writes what customers are searched by. */
    public CustomerStore(Database database, Marks marks) {
        this.database = database;
        this.marks = marks;
        this.search = null;
    }

    /** For whoever searches for a text, or writes names and phones: what a customer is searched by is written with them. */
    public CustomerStore(Database database, Searching search) {
        this.database = database;
        this.marks = search;
        this.search = search;
    }

    /** What customers are searched by, beside their own values. */
    public interface Marks {

        /** Writes it into a row that is about to be saved. */
        void mark(CustomerEntity row);

        /** A customer has another name. */
        void renamed(long number);
    }

    /** How a text is searched for. */
    public interface Searching extends Marks {

        /** The customers that it finds, as far as the caller of this permission may know why; needs an open unit of work. */
        List<Condition> conditions(Permission permission, String text);
    }

    /** A customer, and what the caller may do with its fields. */
    public record Found(Customer customer, RecordFields fields) {}

    /** The customer, when the permission's scope reaches it, as its field rules show it. */
    public Optional<Found> find(Permission permission, CustomerId id) {
        return database.see(permission, CustomerEntity.class, id.value())
                .filter(seen -> !seen.entity().isDeleted())
                .map(seen -> new Found(seen.entity().view(seen.fields()), seen.fields()));
    }

    /** Those of these that the caller may read. */
    public List<Customer> byIds(Collection<CustomerId> ids) {
        List<UUID> values = ids.stream().map(CustomerId::value).distinct().toList();
        return some(CustomerPermissions.READ, Condition.of("r.id in (:ids)", "ids", values), values.size()).stream()
                .map(Found::customer)
                .toList();
    }

    /** Those that an import of this system brought, by these ids. */
    public List<Found> byExternalIds(String system, Collection<String> ids) {
        List<String> values = ids.stream().distinct().toList();
        return some(
                CustomerPermissions.IMPORT,
                new Condition(
                        "r.external_system = :system and r.external_id in (:ids)",
                        Map.of("system", system, "ids", values)),
                values.size());
    }

    /**
     * Those that an import may reach and that have one of these values.
     *
     * @param column {@code id}, {@code credit_code}, {@code phone} or {@code name_key}
     * @throws ProblemException {@code too-many-alike}
     */
    public List<Found> importable(String column, Collection<?> values) {
        if (!List.of("id", "credit_code", "phone", "name_key").contains(column)) {
            throw new IllegalArgumentException("imports do not look for " + column);
        }
        List<?> wanted = values.stream().distinct().toList();
        if (wanted.isEmpty()) {
            return List.of();
        }
        Condition among = Condition.of("r." + column + " in (:values)", "values", wanted);
        var found = new ArrayList<Found>();
        String after = null;
        do {
            if (found.size() > MOST_ALIKE) {
                throw new ProblemException(Problem.of("too-many-alike", 409));
            }
            Page<Found> page = found(CustomerPermissions.IMPORT, among, MOST, after);
            found.addAll(page.items());
            after = page.next();
        } while (after != null);
        return found;
    }

    /** Removes one for good, as if it had never been imported. */
    public void unimport(UUID id, long revision) {
        database.delete(CustomerPermissions.IMPORT, CustomerEntity.class, id, revision);
    }

    /** One page of what the permission's scope reaches. */
    public Page<Customer> page(
            Permission permission, CustomerFilter filter, CustomerOrder order, int limit, @Nullable String after) {
        return database.page(new Listing<>(
                permission,
                CustomerRow.COLUMNS,
                conditions(permission, filter),
                new Order(column(order.by()), order.descending()),
                limit,
                after,
                CustomerRow::read));
    }

    /** One page of what fits more conditions, in any order that has an index; the columns of {@link #read} and the custom values. */
    public <R> Page<R> page(
            Permission permission,
            CustomerFilter filter,
            List<Condition> more,
            Order order,
            int limit,
            @Nullable String after,
            RowReader<R> reader) {
        return database.page(new Listing<>(
                permission, CustomerRow.COLUMNS, conditions(permission, filter, more), order, limit, after, reader));
    }

    /** The customer in a row of a page. */
    public static Customer read(Row row) {
        return CustomerRow.read(row);
    }

    /**
     * The same in the order of ids, which tells nothing about any field.
     *
     * @param chosen none but these; all when there is none
     */
    public <R> Page<R> plainPage(
            Permission permission,
            CustomerFilter filter,
            List<Condition> more,
            Collection<UUID> chosen,
            int limit,
            @Nullable String after,
            RowReader<R> reader) {
        List<Condition> conditions = conditions(permission, filter, more);
        if (!chosen.isEmpty()) {
            conditions.add(Condition.of("r.id in (:chosen)", "chosen", chosen));
        }
        return database.page(new Listing<>(
                permission, CustomerRow.COLUMNS, conditions, Order.ascending("id"), limit, after, reader));
    }

    /**
     * Ids of those that the permission reaches, in the order of ids: the next after one.
     *
     * @param chosen none but these; all when there is none
     * @param last the one before, or null
     */
    public List<UUID> idsAfter(
            Permission permission, CustomerFilter filter, Collection<UUID> chosen, @Nullable UUID last, int most) {
        List<Condition> conditions = conditions(permission, filter);
        if (!chosen.isEmpty()) {
            conditions.add(Condition.of("r.id in (:chosen)", "chosen", chosen));
        }
        if (last != null) {
            conditions.add(Condition.of("r.id > :last", "last", last));
        }
        return database.page(new Listing<>(
                        permission,
                        List.of("id"),
                        conditions,
                        Order.ascending("id"),
                        most,
                        null,
                        row -> row.requireUuid("id")))
                .items();
    }

    /** How many of those that the permission reaches are locked at a moment, up to a cap. */
    public long countLocked(
            Permission permission, CustomerFilter filter, Collection<UUID> chosen, Instant moment, long cap) {
        List<Condition> conditions = conditions(permission, filter);
        if (!chosen.isEmpty()) {
            conditions.add(Condition.of("r.id in (:chosen)", "chosen", chosen));
        }
        conditions.add(Condition.of(
                "r.lock_reason is not null and (r.lock_until is null or r.lock_until > :moment)", "moment", moment));
        return database.count(permission, conditions, cap);
    }

    /** How many of the chosen there are, up to a cap; of all when none is chosen. */
    public long count(Permission permission, CustomerFilter filter, Collection<UUID> chosen, long cap) {
        List<Condition> conditions = conditions(permission, filter);
        if (!chosen.isEmpty()) {
            conditions.add(Condition.of("r.id in (:chosen)", "chosen", chosen));
        }
        return database.count(permission, conditions, cap);
    }

    /** What lies in a pool, newest first. */
    public Page<Customer> pooled(Permission permission, UUID pool, int limit, @Nullable String after) {
        return database.page(new Listing<>(
                permission,
                CustomerRow.COLUMNS,
                List.of(LIVE, Condition.of("r.pool_id = :pool", "pool", pool)),
                Order.descending("created_at"),
                limit,
                after,
                CustomerRow::read));
    }

    /**
     * A customer in the bin.
     *
     * @param deletedBy id of the caller who put it there
     * @param batch what went into the bin at once; null for what is there since before it had batches
     * @param purgeAfter when it is removed for good; null for never
     * @param held whether a legal hold keeps it
     */
    public record Binned(
            Customer customer,
            Instant deletedAt,
            String deletedBy,
            @Nullable UUID batch,
            @Nullable Instant purgeAfter,
            boolean held) {}

    /**
     * One page of the bin, what went into it last first.
     *
     * @param by only what this caller put there, or null
     * @param batch only what went into it at once, or null
     * @param text a part of the name, or null
     */
    public Page<Binned> binned(
            Permission permission,
            @Nullable String by,
            @Nullable UUID batch,
            @Nullable String text,
            int limit,
            @Nullable String after) {
        var conditions = new ArrayList<Condition>();
        // With a bound of its own, so that either database walks the index by deleted_at past all that is live.
        conditions.add(Condition.of("r.deleted_at > :always", "always", Instant.EPOCH));
        if (by != null) {
            conditions.add(Condition.of("r.deleted_by = :by", "by", by));
        }
        if (batch != null) {
            conditions.add(Condition.of("r.delete_batch = :batch", "batch", batch));
        }
        if (text != null && !text.isBlank()) {
            conditions.add(Condition.of("r.name_key like :text escape '!'", "text", pattern(text)));
        }
        return binned(permission, conditions, Order.descending("deleted_at"), limit, after);
    }

    /** Those of these in the bin that the permission reaches. */
    public List<Binned> binned(Permission permission, Collection<UUID> ids) {
        List<UUID> all = ids.stream().distinct().toList();
        return all.isEmpty()
                ? List.of()
                : binned(
                                permission,
                                List.of(
                                        Condition.of("r.deleted_at > :always", "always", Instant.EPOCH),
                                        Condition.of("r.id in (:ids)", "ids", all)),
                                Order.ascending("id"),
                                all.size(),
                                null)
                        .items();
    }

    private Page<Binned> binned(
            Permission permission, List<Condition> conditions, Order order, int limit, @Nullable String after) {
        var columns = new ArrayList<>(CustomerRow.COLUMNS);
        columns.addAll(List.of("deleted_at", "deleted_by", "delete_batch", "purge_after", "legal_hold"));
        var all = new ArrayList<>(conditions);
        // One that became part of another comes back by taking that apart, not out of the bin.
        all.add(Condition.of("r.merged_into is null"));
        return database.page(new Listing<>(
                permission,
                columns,
                all,
                order,
                limit,
                after,
                row -> new Binned(
                        CustomerRow.read(row),
                        row.requireInstant("deleted_at"),
                        row.requireText("deleted_by"),
                        row.uuid("delete_batch"),
                        row.instant("purge_after"),
                        Boolean.TRUE.equals(row.truth("legal_hold")))));
    }

    /** How many there are, up to a cap. */
    public long count(Permission permission, CustomerFilter filter, long cap) {
        return database.count(permission, conditions(permission, filter), cap);
    }

    /** How many fit more conditions, up to a cap. */
    public long count(Permission permission, CustomerFilter filter, List<Condition> more, long cap) {
        return database.count(permission, conditions(permission, filter, more), cap);
    }

    /** Saves a new one; the database makes its number. */
    public void insert(CustomerEntity customer, Set<String> given) {
        mark(customer);
        database.insert(CustomerPermissions.CREATE, customer, CustomerFields.derived(given));
    }

    /** Saves many new ones. */
    public void importAll(Collection<CustomerEntity> customers, Set<String> given) {
        customers.forEach(this::mark);
        database.insertAll(CustomerPermissions.IMPORT, customers, CustomerFields.derived(given));
    }

    /**
     * Changes one.
     *
     * @param revision the one the caller saw
     * @param given the fields that he gave; what else changes is this module's doing
     * @return the revision after it
     */
    public long change(
            Permission permission, CustomerId id, long revision, Set<String> given, Consumer<CustomerEntity> mutation) {
        return database.change(
                        permission,
                        CustomerEntity.class,
                        id.value(),
                        revision,
                        CustomerFields.derived(given),
                        marked(mutation))
                .revision();
    }

    private void mark(CustomerEntity row) {
        if (marks != null) {
            marks.mark(row);
        }
    }

    private Consumer<CustomerEntity> marked(Consumer<CustomerEntity> mutation) {
        Marks all = marks;
        return all == null
                ? mutation
                : row -> {
                    String before = row.nameKey();
                    mutation.accept(row);
                    all.mark(row);
                    if (!row.nameKey().equals(before)) {
                        all.renamed(row.number());
                    }
                };
    }

    /** Gives many away, all or none. */
    public void giveAll(Collection<CustomerId> ids, Consumer<CustomerEntity> mutation) {
        List<UUID> values = ids.stream().map(CustomerId::value).distinct().toList();
        database.giveAll(
                CustomerPermissions.TRANSFER,
                CustomerEntity.class,
                values,
                CustomerFields.derived(Set.of("ownerId", "ownerDepartmentId")),
                mutation);
    }

    /** The tags of those among them that fit; at most 1,000. */
    public Map<UUID, Set<UUID>> tags(Permission permission, Condition... conditions) {
        var all = new ArrayList<>(List.of(conditions));
        all.add(LIVE);
        var tags = new LinkedHashMap<UUID, Set<UUID>>();
        database.page(new Listing<>(
                        permission,
                        List.of("id", "tag_ids"),
                        all,
                        Order.ascending("id"),
                        MOST,
                        null,
                        row -> Map.entry(
                                row.requireUuid("id"), new LinkedHashSet<>(TagList.read(row.text("tag_ids"))))))
                .items()
                .forEach(entry -> tags.put(entry.getKey(), entry.getValue()));
        return tags;
    }

    /** Ids of live ones behind an id, in their order. */
    public List<UUID> idsAfter(Permission permission, UUID after, int most) {
        return ids(permission, "r.id > :after and r.deleted_at is null order by r.id", Map.of("after", after), most);
    }

    /** Ids of those that were changed since, newest first. */
    public List<UUID> changedSince(Permission permission, Instant since, int most) {
        return ids(
                permission,
                "r.updated_at >= :since and r.deleted_at is null order by r.updated_at desc, r.id desc",
                Map.of("since", since),
                most);
    }

    private List<UUID> ids(Permission permission, String condition, Map<String, ?> values, int most) {
        return database.query(
                permission,
                "select r.id from customer_customer r where {scope:r} and " + condition + " fetch first " + most
                        + " rows only",
                values,
                row -> row.requireUuid("id"));
    }

    /** Changes the tags of many, all or none. */
    public void tagAll(Permission permission, Collection<UUID> ids, Consumer<CustomerEntity> mutation) {
        database.changeAll(
                permission,
                CustomerEntity.class,
                ids.stream().distinct().toList(),
                CustomerFields.derived(Set.of("tags")),
                mutation);
    }

    /** Writes what customers are searched by where it is missing; the module's own doing. */
    public void markAll(Permission permission, Collection<UUID> ids) {
        database.changeAll(permission, CustomerEntity.class, ids, CustomerFields.derived(Set.of()), this::mark);
    }

    /** What the database refused for one of these, in the words of this module; anything else goes on as it is. */
    public static RuntimeException told(ProblemException e, Collection<UUID> asked) {
        UUID one = e.problem().extras().get("records") instanceof List<?> records && !records.isEmpty()
                ? UUID.fromString(String.valueOf(records.getFirst()))
                : asked.iterator().next();
        return switch (e.problem().type()) {
            case "not-found" -> new CustomerException(new CustomerProblem.NotFound(new CustomerId(one)));
            case "forbidden" -> new CustomerException(new CustomerProblem.Forbidden(new CustomerId(one)));
            case "field-forbidden" -> new CustomerException(new CustomerProblem.FieldsForbidden(fields(e)));
            default -> e;
        };
    }

    /** Whether a {@code unique-taken} is about the external reference; else it is about the credit code. */
    public static boolean isReference(ProblemException taken) {
        return "customer_customer_external".equals(taken.problem().extras().get("constraint"));
    }

    /** Names of the fields that a {@code field-forbidden} is about. */
    public static List<String> fields(ProblemException forbidden) {
        return forbidden.problem().extras().get("fields") instanceof List<?> fields
                ? fields.stream().map(String::valueOf).toList()
                : List.of();
    }

    private List<Found> some(Permission permission, Condition condition, int most) {
        return most == 0 ? List.of() : found(permission, condition, most, null).items();
    }

    private Page<Found> found(Permission permission, Condition condition, int limit, @Nullable String after) {
        return database.page(new Listing<>(
                permission,
                CustomerRow.COLUMNS,
                List.of(condition, LIVE),
                Order.ascending("id"),
                limit,
                after,
                row -> new Found(CustomerRow.read(row), row.fields())));
    }

    private List<Condition> conditions(Permission permission, CustomerFilter filter) {
        var conditions = new ArrayList<Condition>();
        conditions.add(LIVE);
        if (filter.text() != null && !filter.text().isBlank()) {
            conditions.addAll(
                    search == null
                            ? List.of(Condition.of("r.name_key like :text escape '!'", "text", pattern(filter.text())))
                            : search.conditions(permission, filter.text()));
        }
        if (filter.stage() != null) {
            conditions.add(
                    Condition.of("r.stage = :stage", "stage", filter.stage().key()));
        }
        if (filter.ownerId() != null) {
            conditions.add(Condition.of("r.owner_id = :owner", "owner", filter.ownerId()));
        }
        return conditions;
    }

    private List<Condition> conditions(Permission permission, CustomerFilter filter, List<Condition> more) {
        List<Condition> all = conditions(permission, filter);
        all.addAll(more);
        return all;
    }

    private static String pattern(String text) {
        String key = CustomerRules.key(text.strip());
        return "%" + key.replace("!", "!!").replace("%", "!%").replace("_", "!_") + "%";
    }

    private static String column(CustomerOrder.By by) {
        return switch (by) {
            case CREATED -> "created_at";
            case UPDATED -> "updated_at";
            case NAME -> "name_key";
            case NUMBER -> "number";
        };
    }
}
