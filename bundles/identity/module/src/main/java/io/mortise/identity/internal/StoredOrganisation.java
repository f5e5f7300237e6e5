package io.mortise.identity.internal;

import io.mortise.data.Database;
import io.mortise.identity.DepartmentTree;
import io.mortise.identity.Organisation;
import io.mortise.identity.Subject;
import io.mortise.identity.internal.domain.Company;
import io.mortise.identity.internal.persistence.CompanyStore;
import io.mortise.identity.internal.persistence.DepartmentStore;
import io.mortise.identity.internal.persistence.Members;
import io.mortise.identity.internal.persistence.StandInStore;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The organisation for decisions. The tree alone is kept in memory, for as long as the epoch it was read in. */
@Component
public final class StoredOrganisation implements Organisation {

    private record Kept(long epoch, DepartmentTree tree) {}

    private final Database database;
    private final Members members;
    private final DepartmentStore departments;
    private final StandInStore standIns;
    private final CompanyStore company;
    private final Consequences consequences;
    private volatile @Nullable Kept kept;

    @Activate
    public StoredOrganisation(@Reference Database database, @Reference Consequences consequences) {
        this.database = database;
        this.members = new Members(database);
        this.departments = new DepartmentStore(database);
        this.standIns = new StandInStore(database);
        this.company = new CompanyStore(database);
        this.consequences = consequences;
    }

    @Override
    public Optional<Subject> subject(UUID person) {
        return Optional.ofNullable(subjects(List.of(person)).get(person));
    }

    @Override
    public Map<UUID, Subject> subjects(Collection<UUID> people) {
        return database.read(() -> members.subjects(people));
    }

    @Override
    public DepartmentTree departments() {
        long before = consequences.epoch();
        Kept known = kept;
        if (known != null && before >= 0 && known.epoch() == before) {
            return known.tree();
        }
        DepartmentTree tree = database.read(departments::tree);
        if (before >= 0 && consequences.epoch() == before) {
            kept = new Kept(before, tree);
        }
        return tree;
    }

    @Override
    public Set<UUID> reports(UUID person, int depth) {
        if (depth < 1) {
            return Set.of();
        }
        return database.read(() -> switch (company.read().reporting()) {
            case LINE_MANAGER -> managed(person, depth);
            case DEPARTMENT_HEAD -> headed(person, depth);
        });
    }

    /** Level by level; whoever was met is not met again, so that a circle of managers ends. */
    private Set<UUID> managed(UUID person, int depth) {
        var found = new HashSet<UUID>();
        Set<UUID> level = Set.of(person);
        for (int i = 0; i < depth && !level.isEmpty(); i++) {
            var next = new HashSet<>(members.managedBy(level));
            next.remove(person);
            next.removeAll(found);
            found.addAll(next);
            level = next;
        }
        return found;
    }

    /** Everybody in his departments; with each level also those one department further down. */
    private Set<UUID> headed(UUID person, int depth) {
        DepartmentTree tree = departments();
        var reached = new HashSet<UUID>();
        for (DepartmentTree.Department department : tree.all()) {
            List<DepartmentTree.Department> path = tree.path(department.id());
            int levels = Math.min(depth, path.size());
            if (path.subList(path.size() - levels, path.size()).stream()
                    .anyMatch(above -> above.heads().contains(person))) {
                reached.add(department.id());
            }
        }
        var found = new HashSet<>(members.in(reached));
        found.remove(person);
        return found;
    }

    @Override
    public List<UUID> members(Collection<UUID> inThese) {
        return database.read(() -> members.active("identity_membership", "department_id", inThese));
    }

    @Override
    public List<UUID> tagged(UUID tag) {
        return database.read(() -> members.active("identity_person_tag", "tag_id", List.of(tag)));
    }

    @Override
    public List<UUID> holding(UUID position) {
        return database.read(() -> members.active("identity_person_position", "position_id", List.of(position)));
    }

    @Override
    public Optional<String> labelName(UUID tagOrPosition) {
        return database
                .read(() -> database.rows(
                        "select name from identity_position where id = :id"
                                + " union all select name from identity_tag where id = :id",
                        Map.of("id", tagOrPosition),
                        row -> row.requireText("name")))
                .stream()
                .findFirst();
    }

    @Override
    public long activePeople() {
        return database.read(members::activePeople);
    }

    @Override
    public List<UUID> peopleAfter(UUID after, int limit) {
        return database.read(() -> members.after(after, limit));
    }

    @Override
    public ZoneId zone() {
        return database.read(() -> company.read().zone());
    }

    @Override
    public Set<UUID> absentBehind(UUID person) {
        return database.read(() -> {
            Company settings = company.read();
            return standIns.behind(person, LocalDate.now(settings.zone()));
        });
    }
}
