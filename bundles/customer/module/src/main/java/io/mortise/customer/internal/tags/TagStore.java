package io.mortise.customer.internal.tags;

import io.mortise.customer.internal.domain.CustomerRules;
import io.mortise.customer.internal.persistence.CustomerEntity;
import io.mortise.customer.internal.persistence.IdList;
import io.mortise.data.Database;
import io.mortise.data.Row;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Statements on tags, their groups and who has them. Needs an open unit of work. */
final class TagStore {

    private static final int ROWS = 200;

    private final Database database;

    TagStore(Database database) {
        this.database = database;
    }

    List<TagGroup> groups() {
        return database.rows("select * from customer_tag_group order by place, name_key", Map.of(), TagStore::group);
    }

    Optional<TagGroup> group(UUID id) {
        return database
                .rows("select * from customer_tag_group where id = :id", Map.of("id", id), TagStore::group)
                .stream()
                .findFirst();
    }

    void insert(TagGroup group, Instant now, String by) {
        database.execute(
                "insert into customer_tag_group (id, name, name_key, place, departments, revision, updated_at,"
                        + " updated_by) values (:id, :name, :key, :place, :departments, :revision, :now, :by)",
                values(group, now, by));
    }

    /** Whether it was still at the revision. */
    boolean update(TagGroup group, Instant now, String by) {
        return database.execute(
                        "update customer_tag_group set name = :name, name_key = :key, place = :place,"
                                + " departments = :departments, revision = revision + 1, updated_at = :now,"
                                + " updated_by = :by where id = :id and revision = :revision",
                        values(group, now, by))
                == 1;
    }

    List<Tag> tags() {
        return database.rows("select * from customer_tag order by place, name_key", Map.of(), TagStore::tag);
    }

    List<Tag> tags(Collection<UUID> ids) {
        return ids.isEmpty()
                ? List.of()
                : database.rows(
                        "select * from customer_tag where id in (:ids)",
                        Map.of("ids", List.copyOf(ids)),
                        TagStore::tag);
    }

    Optional<Tag> tag(UUID id) {
        return tags(Set.of(id)).stream().findFirst();
    }

    void insert(Tag tag, Instant now, String by) {
        database.execute(
                "insert into customer_tag (id, group_id, name, name_key, place, rule, revision, updated_at, updated_by)"
                        + " values (:id, :group, :name, :key, :place, :rule, :revision, :now, :by)",
                values(tag, now, by));
    }

    /** Whether it was still at the revision. */
    boolean update(Tag tag, Instant now, String by) {
        return database.execute(
                        "update customer_tag set group_id = :group, name = :name, name_key = :key, place = :place,"
                                + " rule = :rule, revision = revision + 1, updated_at = :now, updated_by = :by"
                                + " where id = :id and revision = :revision",
                        values(tag, now, by))
                == 1;
    }

    /** Takes a tag or a group out of use, or back into it. */
    void retire(String table, UUID id, @Nullable Instant at, Instant now, String by) {
        var values = new HashMap<String, @Nullable Object>();
        values.put("id", id);
        values.put("at", at);
        values.put("now", now);
        values.put("by", by);
        database.execute(
                "update " + table + " set retired_at = :at, revision = revision + 1, updated_at = :now,"
                        + " updated_by = :by where id = :id",
                values);
    }

    /** What has a tag, as the customers' own rows say. */
    record Link(UUID tag, UUID customer) {}

    void link(List<Link> links, Instant now, String by) {
        for (int from = 0; from < links.size(); from += ROWS) {
            List<Link> some = links.subList(from, Math.min(links.size(), from + ROWS));
            var rows = new ArrayList<String>();
            var values = new HashMap<String, Object>(Map.of("now", now, "by", by));
            for (int i = 0; i < some.size(); i++) {
                rows.add("(:t" + i + ", :c" + i + ", :now, :by)");
                values.put("t" + i, some.get(i).tag());
                values.put("c" + i, some.get(i).customer());
            }
            database.execute(
                    "insert into customer_tag_of (tag_id, customer_id, tagged_at, tagged_by) values "
                            + String.join(", ", rows),
                    values);
        }
    }

    void unlink(Collection<UUID> tags, Collection<UUID> customers) {
        if (!tags.isEmpty() && !customers.isEmpty()) {
            database.execute(
                    "delete from customer_tag_of where customer_id in (:customers) and tag_id in (:tags)",
                    Map.of("customers", List.copyOf(customers), "tags", List.copyOf(tags)));
        }
    }

    /** Writes the way from the tags to these customers, as their rows have changed. */
    void keep(Map<CustomerEntity, CustomerEntity.Tagging> changed, Instant now, String by) {
        var links = new ArrayList<Link>();
        var lost = new HashMap<UUID, List<UUID>>();
        changed.forEach((row, change) -> {
            change.added().forEach(tag -> links.add(new Link(tag, row.id())));
            change.removed()
                    .forEach(tag ->
                            lost.computeIfAbsent(tag, _ -> new ArrayList<>()).add(row.id()));
        });
        lost.forEach((tag, customers) -> unlink(Set.of(tag), customers));
        link(links, now, by);
    }

    /**
     * How far the rules of tags were applied.
     *
     * @param seenTo changes before it were looked at
     * @param wholeDay the day on which all customers were looked at, or null while they are not
     * @param afterId how far that has come, or null at its beginning
     */
    record Progress(
            Instant seenTo,
            @Nullable LocalDate wholeDay,
            @Nullable UUID afterId) {}

    Progress progress(Instant now) {
        List<Progress> known = database.rows(
                "select seen_to, whole_day, after_id from customer_tag_rules where id = 1 for update",
                Map.of(),
                row -> new Progress(row.requireInstant("seen_to"), row.day("whole_day"), row.uuid("after_id")));
        if (known.isEmpty()) {
            database.execute("insert into customer_tag_rules (id, seen_to) values (1, :now)", Map.of("now", now));
            return new Progress(now, null, null);
        }
        return known.getFirst();
    }

    void progress(Progress progress) {
        var values = new HashMap<String, @Nullable Object>();
        values.put("seen", progress.seenTo());
        values.put("day", progress.wholeDay());
        values.put("after", progress.afterId());
        database.execute(
                "update customer_tag_rules set seen_to = :seen, whole_day = :day, after_id = :after where id = 1",
                values);
    }

    /** Customers of one of these tags, when they are fewer than so many; whoever asks may not see all of them. */
    Optional<List<UUID>> fewOf(Collection<UUID> tags, int most) {
        List<UUID> few = database.rows(
                "select customer_id from customer_tag_of where tag_id in (:tags) fetch first " + most + " rows only",
                Map.of("tags", List.copyOf(tags)),
                row -> row.requireUuid("customer_id"));
        return few.size() < most ? Optional.of(few.stream().distinct().toList()) : Optional.empty();
    }

    private static Map<String, @Nullable Object> values(TagGroup group, Instant now, String by) {
        var values = new HashMap<String, @Nullable Object>();
        values.put("id", group.id());
        values.put("name", group.name());
        values.put("key", key(group.name()));
        values.put("place", group.place());
        values.put("departments", group.departments().isEmpty() ? null : IdList.write(group.departments()));
        values.put("revision", group.revision());
        values.put("now", now);
        values.put("by", by);
        return values;
    }

    private static Map<String, @Nullable Object> values(Tag tag, Instant now, String by) {
        var values = new HashMap<String, @Nullable Object>();
        values.put("id", tag.id());
        values.put("group", tag.group());
        values.put("name", tag.name());
        values.put("key", key(tag.name()));
        values.put("place", tag.place());
        values.put("rule", tag.rule());
        values.put("revision", tag.revision());
        values.put("now", now);
        values.put("by", by);
        return values;
    }

    /** Names that differ only in case or width are the same. */
    private static String key(String name) {
        String key = CustomerRules.key(name);
        if (key.length() <= Tags.LONGEST_NAME) {
            return key;
        }
        int end = Tags.LONGEST_NAME;
        return key.substring(0, Character.isHighSurrogate(key.charAt(end - 1)) ? end - 1 : end);
    }

    private static TagGroup group(Row row) {
        return new TagGroup(
                row.requireUuid("id"),
                row.requireText("name"),
                row.requireNumber("place"),
                IdList.read(row.text("departments")),
                row.instant("retired_at") != null,
                row.requireNumber("revision"));
    }

    private static Tag tag(Row row) {
        return new Tag(
                row.requireUuid("id"),
                row.requireUuid("group_id"),
                row.requireText("name"),
                row.requireNumber("place"),
                row.text("rule"),
                row.instant("retired_at") != null,
                row.requireNumber("revision"));
    }
}
