package io.mortise.customer.internal.tags;

import io.mortise.access.Access;
import io.mortise.access.Caller;
import io.mortise.access.Permission;
import io.mortise.customer.CustomerEvent;
import io.mortise.customer.CustomerException;
import io.mortise.customer.CustomerId;
import io.mortise.customer.CustomerProblem;
import io.mortise.customer.internal.domain.CustomerPermissions;
import io.mortise.customer.internal.domain.TagPermissions;
import io.mortise.customer.internal.lists.CustomerFilters;
import io.mortise.customer.internal.persistence.CustomerEntity;
import io.mortise.customer.internal.persistence.CustomerStore;
import io.mortise.customer.internal.timeline.Happening;
import io.mortise.customer.internal.timeline.Timeline;
import io.mortise.data.Database;
import io.mortise.data.Ids;
import io.mortise.data.Work;
import io.mortise.filter.CheckedFilter;
import io.mortise.filter.Filters;
import io.mortise.message.Events;
import io.mortise.rest.FieldFault;
import io.mortise.rest.Problem;
import io.mortise.rest.ProblemException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Tags 标签 of customers. A group of some departments is used by their people alone; whoever may change tags knows all of them.
 * Which customers somebody may tag is decided record by record, by the action {@code tag} and the field {@code tags}.
 */
@Component(service = Tags.class)
public final class Tags {

    /** Most characters of a name. */
    public static final int LONGEST_NAME = 60;

    /** Most departments of a group. */
    public static final int MOST_DEPARTMENTS = 100;

    private static final int LONGEST_NAMES = 1800;
    private static final int MOST_GROUPS = 200;
    private static final int MOST_TAGS = 5000;
    private static final String GROUP = "customer_tag_group";
    private static final String TAG = "customer_tag";

    private final Database database;
    private final TagStore store;
    private final CustomerStore customers;
    private final Access access;
    private final Events events;
    private final Timeline timeline;
    private final CustomerFilters filters;
    private final RuleTags rules;
    private final Clock clock;

    @Activate
    public Tags(
            @Reference Database database,
            @Reference Access access,
            @Reference Events events,
            @Reference Timeline timeline,
            @Reference CustomerFilters filters,
            @Reference RuleTags rules) {
        this.filters = filters;
        this.rules = rules;
        this.timeline = timeline;
        this.database = database;
        this.store = new TagStore(database);
        this.customers = new CustomerStore(database);
        this.access = access;
        this.events = events;
        this.clock = Clock.systemUTC();
    }

    /** A group with its tags. */
    public record Listed(TagGroup group, List<Tag> tags) {}

    /** What the caller may use, retired ones too, in their order. */
    public List<Listed> mine() {
        return database.read(() -> {
            Map<UUID, List<Tag>> tags = store.tags().stream().collect(Collectors.groupingBy(Tag::group));
            return store.groups().stream()
                    .filter(this::isMine)
                    .map(group -> new Listed(group, tags.getOrDefault(group.id(), List.of())))
                    .toList();
        });
    }

    /** What the tags are called, of all departments: who may read a customer's tags may read their names. */
    public Map<UUID, String> names() {
        return database.read(() -> store.tags().stream().collect(Collectors.toMap(Tag::id, Tag::name)));
    }

    /** One group. */
    public Listed require(UUID id) {
        return database.read(() -> listed(group(id)));
    }

    /** One tag. */
    public Tag requireTag(UUID id) {
        return database.read(() -> tag(id));
    }

    /** Makes a group. */
    public Listed create(String name, long place, List<UUID> departments) {
        var group = new TagGroup(Ids.next(), name, place, departments, false, 0);
        return named(name, () -> {
            requireRoom(store.groups().size(), MOST_GROUPS);
            store.insert(group, now(), by());
            access.audit(TagPermissions.CREATE, group.id(), null, Map.of("group", name));
            return listed(group);
        });
    }

    /** Writes a group anew. */
    public Listed change(UUID id, long revision, String name, long place, List<UUID> departments) {
        return named(name, () -> {
            TagGroup known = group(id);
            var group = new TagGroup(id, name, place, departments, known.retired(), revision);
            requireFresh(store.update(group, now(), by()), known.revision());
            access.audit(TagPermissions.EDIT, id, null, Map.of("group", name));
            return listed(group(id));
        });
    }

    /** Takes a group out of use, or back into it; who has its tags keeps them. */
    public void retireGroup(UUID id, boolean retired) {
        database.write(() -> {
            TagGroup group = group(id);
            if (group.retired() != retired) {
                store.retire(GROUP, id, retired ? now() : null, now(), by());
                auditRetirement(id, group.name(), retired);
            }
            return id;
        });
    }

    /** Makes a tag. */
    public Tag createTag(UUID group, String name, long place, @Nullable String rule) {
        var tag = new Tag(Ids.next(), group, name, place, checked(rule), false, 0);
        return named(name, () -> {
            TagGroup in = group(group);
            requireRoom(store.tags().size(), MOST_TAGS);
            store.insert(tag, now(), by());
            if (tag.automatic()) {
                rules.ruleChanged();
            }
            access.audit(TagPermissions.CREATE, tag.id(), null, Map.of("group", in.name(), "tag", name));
            return tag;
        });
    }

    /** Writes a tag anew; without a rule it is set by people from then on, and who has it keeps it. */
    public Tag changeTag(UUID id, long revision, UUID group, String name, long place, @Nullable String rule) {
        String checked = checked(rule);
        return named(name, () -> {
            Tag known = tag(id);
            TagGroup in = group(group);
            var tag = new Tag(id, group, name, place, checked, known.retired(), revision);
            requireFresh(store.update(tag, now(), by()), known.revision());
            if (tag.automatic() && !Objects.equals(known.rule(), tag.rule())) {
                rules.ruleChanged();
            }
            access.audit(TagPermissions.EDIT, id, null, Map.of("group", in.name(), "tag", name));
            return tag(id);
        });
    }

    /** Takes a tag out of use, or back into it; who has it keeps it. */
    public void retireTag(UUID id, boolean retired) {
        database.write(() -> {
            Tag tag = tag(id);
            if (tag.retired() != retired) {
                store.retire(TAG, id, retired ? now() : null, now(), by());
                auditRetirement(id, tag.name(), retired);
            }
            return id;
        });
    }

    /**
     * Gives tags to customers and takes others away; every customer is decided, all or none. What one has already is no change.
     *
     * @throws ProblemException {@code customer-tag-not-found} 404, {@code customer-tag-retired} 409, {@code customer-tag-automatic}
     *     409, {@code customer-has-most-tags} 409
     */
    public void tag(Collection<UUID> ids, Set<UUID> add, Set<UUID> remove) {
        try {
            database.write(() -> {
                Map<UUID, Tag> known = usable(add, remove);
                Instant now = now();
                String by = by();
                var changed = new LinkedHashMap<CustomerEntity, CustomerEntity.Tagging>();
                customers.tagAll(TagPermissions.TAG, ids, row -> {
                    if (row.isDeleted()) {
                        throw new CustomerException(new CustomerProblem.NotFound(new CustomerId(row.id())));
                    }
                    CustomerEntity.Tagging change = row.tag(add, remove, now, by);
                    if (!change.isNone()) {
                        changed.put(row, change);
                    }
                });
                store.keep(changed, now, by);
                changed.forEach((row, change) -> tell(row, change, known));
                return changed.size();
            });
        } catch (ProblemException e) {
            throw CustomerStore.told(e, ids);
        }
    }

    private void tell(CustomerEntity row, CustomerEntity.Tagging change, Map<UUID, Tag> known) {
        String added = names(change.added(), known);
        String removed = names(change.removed(), known);
        access.audit(TagPermissions.TAG, row.id(), null, Map.of("added", added, "removed", removed));
        if (!added.isEmpty()) {
            timeline.add(row.id(), Happening.of("tagged").with("added", added).about("tags"));
        }
        if (!removed.isEmpty()) {
            timeline.add(
                    row.id(), Happening.of("untagged").with("removed", removed).about("tags"));
        }
        events.publish(new CustomerEvent.Changed(row.id(), row.revision(), List.of("tags")));
    }

    private static String names(Set<UUID> tags, Map<UUID, Tag> known) {
        String names = tags.stream().map(known::get).map(Tag::name).sorted().collect(Collectors.joining(", "));
        return names.length() <= LONGEST_NAMES ? names : names.substring(0, LONGEST_NAMES - 1) + "…";
    }

    private Map<UUID, Tag> usable(Set<UUID> add, Set<UUID> remove) {
        var wanted = new LinkedHashSet<>(add);
        wanted.addAll(remove);
        var known = new LinkedHashMap<UUID, Tag>();
        store.tags(wanted).forEach(tag -> known.put(tag.id(), tag));
        Map<UUID, TagGroup> groups = store.groups().stream().collect(Collectors.toMap(TagGroup::id, group -> group));
        for (UUID id : wanted) {
            Tag tag = known.get(id);
            TagGroup group = tag == null ? null : groups.get(tag.group());
            if (tag == null || group == null || !isMine(group)) {
                throw missingTag(id);
            }
            if (tag.automatic()) {
                throw new ProblemException(
                        Problem.of("customer-tag-automatic", 409).with("name", tag.name()));
            }
            if (add.contains(id) && (tag.retired() || group.retired())) {
                throw new ProblemException(
                        Problem.of("customer-tag-retired", 409).with("name", tag.name()));
            }
        }
        return known;
    }

    /**
     * A rule in its canonical form. It may ask for nothing that its author may not read in every customer that he lists, or the tag
     * would tell him; nor for tags, or rules would chase each other; nor for whoever looks, since everybody sees the same tag.
     */
    private @Nullable String checked(@Nullable String rule) {
        if (rule == null) {
            return null;
        }
        CheckedFilter filter = filters.check(rule, "/rule");
        if (filter.fields().contains("tags") || !filter.attributes().isEmpty()) {
            throw ProblemException.invalid(List.of(FieldFault.of("/rule", "rule-of-rules")));
        }
        var known = access.fields(CustomerPermissions.LIST).rules();
        List<String> hidden = filter.fields().stream()
                .filter(field -> known.isEmpty()
                        || !known.stream().allMatch(one -> one.of(field).isReadable()))
                .sorted()
                .toList();
        if (!hidden.isEmpty()) {
            throw new CustomerException(new CustomerProblem.FieldsForbidden(hidden));
        }
        return Filters.text(filter.filter());
    }

    private boolean isMine(TagGroup group) {
        Caller caller = Caller.current();
        Caller person = caller.onBehalfOf() == null ? caller : caller.onBehalfOf();
        return group.departments().isEmpty()
                || !Collections.disjoint(group.departments(), person.departments())
                || access.holds(TagPermissions.EDIT);
    }

    private TagGroup group(UUID id) {
        return store.group(id)
                .filter(this::isMine)
                .orElseThrow(() -> new ProblemException(
                        Problem.of("customer-tag-group-not-found", 404).with("id", id.toString())));
    }

    private Listed listed(TagGroup group) {
        return new Listed(
                group,
                store.tags().stream()
                        .filter(tag -> tag.group().equals(group.id()))
                        .toList());
    }

    private Tag tag(UUID id) {
        Tag tag = store.tag(id).orElseThrow(() -> missingTag(id));
        if (store.group(tag.group()).filter(this::isMine).isEmpty()) {
            throw missingTag(id);
        }
        return tag;
    }

    private static ProblemException missingTag(UUID id) {
        return new ProblemException(Problem.of("customer-tag-not-found", 404).with("id", id.toString()));
    }

    private void auditRetirement(UUID id, String name, boolean retired) {
        Permission retire = TagPermissions.RETIRE;
        access.audit(retire, id, null, Map.of("name", name, "retired", Boolean.toString(retired)));
    }

    private static void requireFresh(boolean written, long revision) {
        if (!written) {
            throw new ProblemException(Problem.of("customer-tag-stale", 412).with("revision", revision));
        }
    }

    private static void requireRoom(int there, int most) {
        if (there >= most) {
            throw new ProblemException(Problem.of("customer-tags-full", 409).with("most", most));
        }
    }

    /** A name that is there already is told as one. */
    private <T> T named(String name, Work<T, RuntimeException> work) {
        try {
            return database.write(work);
        } catch (ProblemException e) {
            throw e.problem().type().equals("unique-taken")
                    ? new ProblemException(
                            Problem.of("customer-tag-name-taken", 409).with("name", name), e)
                    : e;
        }
    }

    private static String by() {
        return Caller.current().id();
    }

    private Instant now() {
        return Instant.now(clock).truncatedTo(ChronoUnit.MICROS);
    }
}
