package io.mortise.identity;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The departments of the company; immutable. */
public final class DepartmentTree {

    private final Map<UUID, Department> departments = new LinkedHashMap<>();
    private final Map<UUID, List<UUID>> children = new HashMap<>();

    /**
     * A department.
     *
     * @param id stable
     * @param name for people to read
     * @param parent or null for a root
     * @param heads who leads it
     */
    public record Department(UUID id, String name, @Nullable UUID parent, Set<UUID> heads) {
        public Department {
            heads = Set.copyOf(heads);
        }
    }

    /**
     * Makes a tree; the order of siblings is kept.
     *
     * @throws IllegalArgumentException when a parent is missing or departments form a circle, naming one
     */
    public DepartmentTree(Collection<Department> all) {
        all.forEach(department -> departments.put(department.id(), department));
        for (Department department : all) {
            UUID parent = department.parent();
            if (parent == null) {
                continue;
            }
            if (!departments.containsKey(parent)) {
                throw new IllegalArgumentException(
                        "department " + department.name() + " has the parent " + parent + ", which does not exist");
            }
            children.computeIfAbsent(parent, _ -> new ArrayList<>()).add(department.id());
        }
        departments.keySet().forEach(this::path);
    }

    /** The department. */
    public Optional<Department> find(UUID id) {
        return Optional.ofNullable(departments.get(id));
    }

    /** All of them. */
    public Collection<Department> all() {
        return List.copyOf(departments.values());
    }

    /** The departments and all below them; unknown ids are left out. */
    public Set<UUID> withBelow(Collection<UUID> ids) {
        var found = new LinkedHashSet<UUID>();
        var open = new ArrayList<>(ids);
        while (!open.isEmpty()) {
            UUID id = open.removeLast();
            if (departments.containsKey(id) && found.add(id)) {
                open.addAll(children.getOrDefault(id, List.of()));
            }
        }
        return found;
    }

    /**
     * From the root to the department.
     *
     * @throws IllegalArgumentException when there is a circle
     */
    public List<Department> path(UUID id) {
        var path = new ArrayList<Department>();
        Department next = departments.get(id);
        while (next != null) {
            if (path.size() > departments.size()) {
                throw new IllegalArgumentException("department " + next.name() + " is below itself");
            }
            path.addFirst(next);
            next = next.parent() == null ? null : departments.get(next.parent());
        }
        return path;
    }
}
