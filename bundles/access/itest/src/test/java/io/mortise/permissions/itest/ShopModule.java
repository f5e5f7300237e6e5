package io.mortise.permissions.itest;

import io.mortise.sdk.modulejar.ModuleJar;
import java.nio.file.Path;
import java.util.List;

/**
 * A module with clients, their orders and the orders' bills, whose one service runs whatever a test asks for as the caller of the
 * moment: everything goes through the module's own {@code Database} and {@code Sharing}.
 */
public final class ShopModule {

    private static final List<String> OBJECTS = List.of("client", "order", "bill");

    private ShopModule() {}

    /** Builds it. */
    public static Path build(Path folder) {
        ModuleJar jar = ModuleJar.named("shop").version("1.0.0").describe(json -> {
            for (String object : OBJECTS) {
                json.object(object, "list", "read", "edit", "create").table(object, table(object));
                json.field(object, "ownerId", "person", "internal")
                        .field(object, "stage", "choice", "internal")
                        .field(object, "amount", "number", "money");
                if (!object.equals("bill")) {
                    json.shareable(object)
                            .field(object, "ownerDepartmentId", "department", "internal")
                            .field(object, "createdBy", "record", "internal")
                            .field(object, "poolId", "record", "internal");
                }
            }
            json.field("client", "billId", "record", "internal").parent("client", "shop.bill", "billId");
            json.field("order", "clientId", "record", "internal").parent("order", "shop.client", "clientId");
            json.field("bill", "orderId", "record", "internal").parent("bill", "shop.order", "orderId");
            json.object("report", "list", "read", "edit");
        });
        int number = 1;
        for (String object : OBJECTS) {
            jar.resource("db/expand/V00" + number++ + "__" + object + ".sql", """
                    create table %s (
                      id uuid not null primary key,
                      owner_id uuid,
                      owner_department_id uuid,
                      created_by varchar(80),
                      pool_id uuid,
                      client_id uuid,
                      order_id uuid,
                      bill_id uuid,
                      stage varchar(20),
                      amount bigint,
                      place bigint not null,
                      touched bigint not null,
                      revision bigint not null
                    )
                    """.formatted(table(object)));
            jar.source(
                    "shop.internal." + entity(object),
                    ENTITY.replace("%CLASS%", entity(object)).replace("%TABLE%", table(object)));
        }
        return jar.source("shop.internal.Thing", THING)
                .source("shop.internal.Desk", DESK)
                .build(folder);
    }

    private static String table(String object) {
        return "shop_" + object;
    }

    private static String entity(String object) {
        return Character.toUpperCase(object.charAt(0)) + object.substring(1) + "Entity";
    }

    private static final String ENTITY = """
            package shop.internal;

            import jakarta.persistence.Entity;
            import jakarta.persistence.Table;

            @Entity
            @Table(name = "%TABLE%")
            public class %CLASS% extends Thing {
            }
            """;

    private static final String THING = """
            package shop.internal;

            import jakarta.persistence.Id;
            import jakarta.persistence.MappedSuperclass;
            import jakarta.persistence.Version;
            import java.util.UUID;

            @MappedSuperclass
            public class Thing {
                @Id
                public UUID id;
                public UUID ownerId;
                public UUID ownerDepartmentId;
                public String createdBy;
                public UUID poolId;
                public UUID clientId;
                public UUID orderId;
                public UUID billId;
                public String stage;
                public Long amount;
                public long place;
                public long touched;
                @Version
                public Long revision;
            }
            """;

    private static final String DESK = """
            package shop.internal;

            import io.mortise.access.Access;
            import io.mortise.access.Permission;
            import io.mortise.data.Database;
            import io.mortise.data.Listing;
            import io.mortise.data.Order;
            import io.mortise.data.Sharing;
            import io.mortise.rest.Page;
            import io.mortise.rest.ProblemException;
            import java.util.ArrayList;
            import java.util.List;
            import java.util.Map;
            import java.util.Set;
            import java.util.UUID;
            import java.util.function.Function;
            import org.osgi.service.component.annotations.Activate;
            import org.osgi.service.component.annotations.Component;
            import org.osgi.service.component.annotations.Reference;

            @Component(service = Function.class)
            public final class Desk implements Function<Map<String, Object>, Object> {

                private final Database database;
                private final Sharing sharing;
                private final Access access;

                @Activate
                public Desk(@Reference Database database, @Reference Sharing sharing, @Reference Access access) {
                    this.database = database;
                    this.sharing = sharing;
                    this.access = access;
                }

                @Override
                public Object apply(Map<String, Object> asked) {
                    String object = (String) asked.get("object");
                    Permission permission = new Permission("shop." + object, (String) asked.get("action"));
                    UUID id = (UUID) asked.get("id");
                    try {
                        return switch ((String) asked.get("do")) {
                            case "holds" -> access.holds(permission);
                            case "insert" -> database.write(() -> {
                                database.insert(permission, thing(object, asked));
                                return true;
                            });
                            case "query" -> database.read(() -> database.query(
                                    permission,
                                    "select r.id from shop_" + object + " r where {scope:r}",
                                    Map.of(),
                                    row -> row.requireUuid("id")));
                            case "page" -> pages(permission);
                            case "count" -> database.read(() -> database.count(permission, List.of(), 1_000_000));
                            case "find" -> database.read(() -> database.find(permission, type(object), id).isPresent());
                            case "change" -> database.write(() -> {
                                database.change(permission, type(object), id, null, one -> one.touched++);
                                return 200;
                            });
                            case "spend" -> database.write(() -> {
                                access.spend(permission, (Long) asked.get("amount"));
                                if (asked.containsKey("fail")) {
                                    throw new IllegalStateException("as asked");
                                }
                                return 200;
                            });
                            case "join" -> database.write(() -> sharing.join(
                                    permission, id, (UUID) asked.get("person"), (Boolean) asked.get("writing"), null, "a test"));
                            case "share" -> database.write(() -> sharing.share(
                                    permission, id, (String) asked.get("receiver"), Set.of((String) asked.get("shared")), null, "a test"));
                            default -> throw new IllegalArgumentException(asked.toString());
                        };
                    } catch (ProblemException e) {
                        return e.problem().status();
                    }
                }

                private List<UUID> pages(Permission permission) {
                    List<UUID> all = new ArrayList<>();
                    String after = null;
                    do {
                        String from = after;
                        Page<UUID> page = database.read(() -> database.page(new Listing<>(
                                permission, List.of("id"), List.of(), Order.ascending("place"), 5, from,
                                row -> row.requireUuid("id"))));
                        all.addAll(page.items());
                        after = page.next();
                    } while (after != null);
                    return all;
                }

                private static Class<? extends Thing> type(String object) {
                    return switch (object) {
                        case "client" -> ClientEntity.class;
                        case "order" -> OrderEntity.class;
                        default -> BillEntity.class;
                    };
                }

                private static Thing thing(String object, Map<String, Object> asked) {
                    Thing one = switch (object) {
                        case "client" -> new ClientEntity();
                        case "order" -> new OrderEntity();
                        default -> new BillEntity();
                    };
                    one.id = (UUID) asked.get("id");
                    one.ownerId = (UUID) asked.get("owner_id");
                    one.ownerDepartmentId = (UUID) asked.get("owner_department_id");
                    one.createdBy = (String) asked.get("created_by");
                    one.poolId = (UUID) asked.get("pool_id");
                    one.clientId = (UUID) asked.get("client_id");
                    one.orderId = (UUID) asked.get("order_id");
                    one.billId = (UUID) asked.get("bill_id");
                    one.stage = (String) asked.get("stage");
                    one.amount = (Long) asked.get("amount");
                    one.place = (Long) asked.get("place");
                    return one;
                }
            }
            """;
}
