package io.mortise.customer.internal.search;

import io.mortise.access.Permission;
import io.mortise.data.Database;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Statements of the index of names. Needs an open unit of work; those on customers run as the module itself. */
final class NameIndexStore {

    private static final int ROWS = 200;

    private final Database database;
    private final Permission permission;

    /** @param permission by which the module reads all customers */
    NameIndexStore(Database database, Permission permission) {
        this.database = database;
        this.permission = permission;
    }

    /** A customer, as far as it is indexed. */
    record Named(long number, String key, @Nullable String pinyin) {}

    /** A block that was built, with the customers of numbers up to this. */
    record Block(long block, long indexedTo) {}

    List<Block> blocks() {
        return database.rows(
                "select block, indexed_to from customer_name_block order by block",
                Map.of(),
                row -> new Block(row.requireNumber("block"), row.requireNumber("indexed_to")));
    }

    /** How many customers have each of these parts; absent for none. */
    Map<String, Long> counts(Collection<String> parts) {
        var counts = new HashMap<String, Long>();
        database.rows(
                "select part, sum(customers) as customers from customer_name_part where part in (:parts) group by part",
                Map.of("parts", List.copyOf(parts)),
                row -> {
                    var count = row.decimal("customers");
                    return counts.put(row.requireText("part"), count == null ? 0 : count.longValue());
                });
        return counts;
    }

    /** The places of a part, by block. */
    Map<Long, int[]> places(String part) {
        var places = new HashMap<Long, int[]>();
        database.rows(
                "select block, places from customer_name_part where part = :part",
                Map.of("part", part),
                row -> places.put(row.requireNumber("block"), Places.read(row.requireText("places"))));
        return places;
    }

    List<UUID> ids(Collection<Long> numbers) {
        return numbers.isEmpty()
                ? List.of()
                : database.query(
                        permission,
                        "select r.id from customer_customer r where {scope:r} and r.number in (:numbers)",
                        Map.of("numbers", List.copyOf(numbers)),
                        row -> row.requireUuid("id"));
    }

    /** Customers with one of these hashes, when they are no more than so many. */
    Optional<List<UUID>> byPhone(String whole, String tail, int most) {
        var found = new ArrayList<UUID>(having("r.phone_tail_hash = :hash", Map.of("hash", tail), most + 1));
        found.addAll(having("r.phone_hash = :hash", Map.of("hash", whole), most + 1));
        return found.size() > most ? Optional.empty() : Optional.of(found);
    }

    /** Customers of numbers behind one, or named anew, whose names match; at most so many of each. */
    List<UUID> fresh(long after, String condition, Map<String, ?> values, int most) {
        var all = new HashMap<String, Object>(values);
        var found = new ArrayList<UUID>(
                having("r.number in (select c.number from customer_name_changed c) and " + condition, all, most));
        all.put("after", after);
        found.addAll(having("r.number > :after and " + condition, all, most));
        return found;
    }

    /** Two statements rather than an {@code or}: each has its index. */
    private List<UUID> having(String condition, Map<String, ?> values, int most) {
        return database.query(
                permission,
                "select r.id from customer_customer r where {scope:r} and " + condition + " fetch first " + most
                        + " rows only",
                values,
                row -> row.requireUuid("id"));
    }

    /** The highest number that is taken; the index of numbers descends. */
    long highest() {
        return database
                .query(
                        permission,
                        "select r.number from customer_customer r where {scope:r} order by r.number desc fetch first 1"
                                + " rows only",
                        Map.of(),
                        row -> row.requireNumber("number"))
                .stream()
                .findFirst()
                .orElse(0L);
    }

    /** Customers behind an id that nothing was marked of yet, in the order of ids. */
    List<UUID> unmarked(UUID after, int most) {
        return having("r.id > :after and r.name_pinyin is null order by r.id", Map.of("after", after), most);
    }

    List<Named> named(long from, long to) {
        return database.query(
                permission,
                "select r.number, r.name_key, r.name_pinyin from customer_customer r where {scope:r}"
                        + " and r.number >= :from and r.number < :to order by r.number",
                Map.of("from", from, "to", to),
                row -> new Named(row.requireNumber("number"), row.requireText("name_key"), row.text("name_pinyin")));
    }

    /** A part and where it is. */
    record Part(String part, String places, int customers) {}

    void replace(long block, long indexedTo, List<Part> parts, Instant now) {
        database.execute("delete from customer_name_part where block = :block", Map.of("block", block));
        for (int from = 0; from < parts.size(); from += ROWS) {
            List<Part> some = parts.subList(from, Math.min(parts.size(), from + ROWS));
            var rows = new ArrayList<String>();
            var values = new HashMap<String, Object>(Map.of("block", block));
            for (int i = 0; i < some.size(); i++) {
                rows.add("(:a" + i + ", :block, :n" + i + ", :p" + i + ")");
                values.put("a" + i, some.get(i).part());
                values.put("n" + i, (long) some.get(i).customers());
                values.put("p" + i, some.get(i).places());
            }
            database.execute(
                    "insert into customer_name_part (part, block, customers, places) values " + String.join(", ", rows),
                    values);
        }
        Map<String, Object> values = Map.of("block", block, "to", indexedTo, "now", now);
        if (database.execute(
                        "update customer_name_block set indexed_to = :to, built_at = :now where block = :block", values)
                == 0) {
            database.execute(
                    "insert into customer_name_block (block, indexed_to, built_at) values (:block, :to, :now)", values);
        }
    }

    /** Says that a customer has another name. */
    static void changed(Database database, long number) {
        Map<String, Object> values = Map.of("number", number);
        if (database.rows(
                        "select number from customer_name_changed where number = :number",
                        values,
                        row -> row.requireNumber("number"))
                .isEmpty()) {
            database.execute("insert into customer_name_changed (number) values (:number)", values);
        }
    }

    List<Long> changed() {
        return database.rows(
                "select number from customer_name_changed order by number fetch first 100000 rows only",
                Map.of(),
                row -> row.requireNumber("number"));
    }

    void settled(long from, long to) {
        database.execute(
                "delete from customer_name_changed where number >= :from and number < :to",
                Map.of("from", from, "to", to));
    }
}
