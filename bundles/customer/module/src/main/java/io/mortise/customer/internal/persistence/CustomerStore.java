package io.mortise.customer.internal.persistence;

import io.mortise.access.Permission;
import io.mortise.customer.Customer;
import io.mortise.customer.CustomerFilter;
import io.mortise.customer.CustomerId;
import io.mortise.customer.CustomerOrder;
import io.mortise.customer.internal.domain.CustomerPermissions;
import io.mortise.customer.internal.domain.CustomerRules;
import io.mortise.data.Condition;
import io.mortise.data.Database;
import io.mortise.data.Listing;
import io.mortise.data.Order;
import io.mortise.rest.Page;
import io.mortise.rest.ProblemException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Statements on {@code customer_customer}: the only class that knows its columns. Needs an open unit of work. */
public final class CustomerStore {

    private static final String TABLE = "customer_customer";

    private final Database database;

    public CustomerStore(Database database) {
        this.database = database;
    }

    /** The customer, when the permission's scope reaches it. */
    public Optional<Customer> find(CustomerId id) {
        return database.find(CustomerPermissions.READ, CustomerEntity.class, id.value())
                .map(CustomerEntity::view);
    }

    /** Those of these that the caller may read. */
    public List<Customer> byIds(Collection<CustomerId> ids) {
        if (ids.isEmpty()) {
            return List.of();
        }
        List<UUID> values = ids.stream().map(CustomerId::value).distinct().toList();
        return select(CustomerPermissions.READ, "r.id in (:ids)", Map.of("ids", values));
    }

    /** Those that an import of this system brought, by these ids. */
    public List<Customer> byExternalIds(String system, Collection<String> ids) {
        if (ids.isEmpty()) {
            return List.of();
        }
        return select(
                CustomerPermissions.IMPORT,
                "r.external_system = :system and r.external_id in (:ids)",
                Map.of("system", system, "ids", List.copyOf(ids)));
    }

    /** One page of what the caller may list. */
    public Page<Customer> page(CustomerFilter filter, CustomerOrder order, int limit, @Nullable String after) {
        return database.page(new Listing<>(
                CustomerPermissions.LIST,
                CustomerRow.COLUMNS,
                conditions(filter),
                new Order(column(order.by()), order.descending()),
                limit,
                after,
                CustomerRow::read));
    }

    /** How many there are, up to a cap. */
    public long count(CustomerFilter filter, long cap) {
        return database.count(CustomerPermissions.LIST, conditions(filter), cap);
    }

    /** Saves a new one and reads it back: the database makes the number. */
    public Customer insert(CustomerEntity customer) {
        database.insert(CustomerPermissions.CREATE, customer);
        return select(CustomerPermissions.CREATE, "r.id = :id", Map.of("id", customer.id()))
                .getFirst();
    }

    /** Saves many new ones. */
    public void importAll(Collection<CustomerEntity> customers) {
        database.insertAll(CustomerPermissions.IMPORT, customers);
    }

    /** Changes one; {@code revision} is the one the caller saw, or null for any. */
    public Customer change(
            Permission permission, CustomerId id, @Nullable Long revision, Consumer<CustomerEntity> mutation) {
        return database.change(permission, CustomerEntity.class, id.value(), revision, mutation)
                .view();
    }

    /** Whether a {@code unique-taken} is about the external reference; else it is about the credit code. */
    public static boolean isReference(ProblemException taken) {
        return "customer_customer_external".equals(taken.problem().extras().get("constraint"));
    }

    private List<Customer> select(Permission permission, String where, Map<String, ?> parameters) {
        return database.query(
                permission,
                "select " + CustomerRow.SELECT + " from " + TABLE + " r where " + where + " and {scope:r}",
                parameters,
                CustomerRow::read);
    }

    private static List<Condition> conditions(CustomerFilter filter) {
        var conditions = new ArrayList<Condition>();
        if (filter.text() != null && !filter.text().isBlank()) {
            conditions.add(Condition.of("r.name_key like :text escape '!'", "text", pattern(filter.text())));
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
