package io.mortise.kernel.persistence;

import io.mortise.access.Scope;
import io.mortise.kernel.persistence.TableShape.ColumnType;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Teams and shares of things and of the houses they belong to, in the database and as plain rows. */
final class SharedTables {

    private record Member(
            String table,
            Object record,
            UUID member,
            boolean writing,
            Instant from,
            @Nullable Instant until) {}

    private record Share(
            String table,
            Object record,
            String receiver,
            String action,
            @Nullable Instant until,
            String giver) {}

    private final Instant now = Instant.now();
    private final List<Member> members = new ArrayList<>();
    private final List<Share> shares = new ArrayList<>();
    private final Map<UUID, Map<String, @Nullable Object>> houses = new LinkedHashMap<>();

    static TableShape house() {
        return new TableShape(
                "house", Map.of("id", ColumnType.UUID, "owner_id", ColumnType.UUID, "stage", ColumnType.TEXT), false);
    }

    /** The table of another object. */
    TableShape shape(String object) {
        if (!object.equals("thing.house")) {
            throw new IllegalArgumentException("there is no object " + object);
        }
        return house().withSharing();
    }

    Map<UUID, Map<String, @Nullable Object>> houses() {
        return houses;
    }

    boolean isInTeam(String table, Map<String, @Nullable Object> row, UUID person, boolean writing) {
        return members.stream()
                .anyMatch(member -> member.table().equals(table)
                        && member.record().equals(row.get("id"))
                        && member.member().equals(person)
                        && (member.writing() || !writing)
                        && !member.from().isAfter(now)
                        && (member.until() == null || member.until().isAfter(now)));
    }

    /** @param counts whether a share by somebody counts */
    boolean isShared(
            String table,
            Map<String, @Nullable Object> row,
            List<String> subjects,
            String action,
            Predicate<String> counts) {
        return shares.stream()
                .filter(share -> counts.test(share.giver()))
                .anyMatch(share -> share.table().equals(table)
                        && share.record().equals(row.get("id"))
                        && subjects.contains(share.receiver())
                        && share.action().equals(action)
                        && (share.until() == null || share.until().isAfter(now)));
    }

    /** Owners and members, who share what they own, are in the team of, or reach in other ways; and one who has left. */
    private static final List<String> GIVERS = IntStream.range(0, 9)
            .mapToObj(i -> i == 8 ? "somebody" : new UUID(i / 4, i % 4).toString())
            .toList();

    /** What a giver has himself. */
    static Scope granted(String giver) {
        int index = GIVERS.indexOf(giver);
        if (index == 8) {
            return Scope.nothing();
        }
        UUID me = UUID.fromString(giver);
        Scope own = index < 4 ? Scope.keyIn("owner_id", List.of(me)) : new Scope.InTeam(me, index % 2 == 0);
        return switch (index) {
            case 2 -> Scope.anyOf(own, new Scope.Compare("stage", Scope.Operator.EQUAL, "won"));
            case 3 -> new Scope.Not(own);
            case 5 -> Scope.anyOf(own, Scope.keyIn("owner_id", List.of(new UUID(0, 1), new UUID(0, 2))));
            case 6 -> Scope.everything();
            case 7 ->
                Scope.anyOf(own, new Scope.Below("owner_id", "thing.house", Scope.keyIn("stage", List.of("won"))));
            default -> own;
        };
    }

    /** What the guard says of all of them: also what is shared with them, on which no share rests. */
    static Map<String, Scope> granted(List<String> receivers, String action) {
        var granted = new HashMap<String, Scope>();
        GIVERS.forEach(
                giver -> granted.put(giver, Scope.anyOf(granted(giver), new Scope.SharedWith(receivers, action))));
        return granted;
    }

    static String receiver(Random random) {
        return List.of("person:", "department:", "role:", "group:").get(random.nextInt(4))
                + new UUID(2, random.nextInt(2));
    }

    /** Makes and fills the tables for things with these ids. */
    void fill(Connection connection, int things) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("create table house (id uuid primary key, owner_id uuid, stage varchar(40))");
            for (String table : List.of("thing", "house")) {
                String type = table.equals("thing") ? "bigint" : "uuid";
                statement.execute("create table " + table + "_team (record_id " + type + " not null, member_id uuid"
                        + " not null, writing boolean not null, from_at timestamp(6) with time zone not null,"
                        + " until_at timestamp(6) with time zone)");
                statement.execute("create table " + table + "_share (record_id " + type + " not null, receiver"
                        + " varchar(60) not null, action varchar(40) not null,"
                        + " until_at timestamp(6) with time zone, shared_by varchar(100) not null)");
            }
        }
        var random = new Random(20_261_125);
        // One house fewer than things may name.
        for (int i = 0; i < 3; i++) {
            var house = new HashMap<String, @Nullable Object>();
            house.put("id", new UUID(0, i));
            house.put("owner_id", random.nextInt(3) == 0 ? null : new UUID(0, random.nextInt(4)));
            house.put(
                    "stage",
                    random.nextInt(3) == 0 ? null : List.of("won", "100%_").get(random.nextInt(2)));
            insert(connection, "house", house.get("id"), house.get("owner_id"), house.get("stage"));
            houses.put(new UUID(0, i), Collections.unmodifiableMap(house));
        }
        for (int thing = 0; thing < things; thing++) {
            connect(connection, "thing", (long) thing, random);
        }
        for (UUID house : houses.keySet()) {
            connect(connection, "house", house, random);
        }
    }

    private void connect(Connection connection, String table, Object record, Random random) throws SQLException {
        for (int i = random.nextInt(3); i > 0; i--) {
            var member = new Member(
                    table,
                    record,
                    new UUID(1, random.nextInt(4)),
                    random.nextBoolean(),
                    random.nextInt(4) == 0 ? later() : earlier(),
                    end(random));
            members.add(member);
            insert(
                    connection,
                    table + "_team",
                    record,
                    member.member(),
                    member.writing(),
                    member.from(),
                    member.until());
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            var share = new Share(
                    table,
                    record,
                    receiver(random),
                    List.of("read", "edit").get(random.nextInt(2)),
                    end(random),
                    GIVERS.get(random.nextInt(9)));
            shares.add(share);
            insert(
                    connection,
                    table + "_share",
                    record,
                    share.receiver(),
                    share.action(),
                    share.until(),
                    share.giver());
        }
    }

    private @Nullable Instant end(Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> null;
            case 1 -> later();
            default -> earlier();
        };
    }

    private Instant later() {
        return now.plus(Duration.ofDays(1));
    }

    private Instant earlier() {
        return now.minus(Duration.ofDays(1));
    }

    private static void insert(Connection connection, String table, @Nullable Object... values) throws SQLException {
        String marks = String.join(", ", Collections.nCopies(values.length, "?"));
        try (var insert = connection.prepareStatement("insert into " + table + " values (" + marks + ")")) {
            for (int i = 0; i < values.length; i++) {
                insert.setObject(i + 1, TableShape.toJdbc(values[i]));
            }
            insert.executeUpdate();
        }
    }
}
