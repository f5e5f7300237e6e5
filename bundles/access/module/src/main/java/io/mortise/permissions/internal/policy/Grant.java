package io.mortise.permissions.internal.policy;

import io.mortise.access.FieldAccess;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The atom: actions on one object, for the records of one scope. The scope belongs to the grant (PERMISSIONS.md, section 3).
 *
 * @param id stable within its group
 * @param object qualified, {@code customer.customer}
 * @param actions declared by the object; {@code *} is not one of them: new actions start off everywhere
 * @param scope which records
 * @param condition text in the filter language, beside the scope; null for none
 * @param fields by field name or by class ({@code class:contact}); a name wins over its class
 * @param others for fields that neither names
 * @param limits most uses a day, by action; absent for no limit
 * @param sharing with whom and how long its records may be shared; null for everybody, without end
 */
public record Grant(
        UUID id,
        String object,
        Set<String> actions,
        GrantScope scope,
        @Nullable String condition,
        Map<String, FieldAccess> fields,
        FieldAccess others,
        Map<String, Long> limits,
        @Nullable SharingLimit sharing) {
    public Grant {
        actions = Set.copyOf(actions);
        fields = Map.copyOf(fields);
        limits = Map.copyOf(limits);
    }

    /** A grant without limits of sharing. */
    public Grant(
            UUID id,
            String object,
            Set<String> actions,
            GrantScope scope,
            @Nullable String condition,
            Map<String, FieldAccess> fields,
            FieldAccess others,
            Map<String, Long> limits) {
        this(id, object, actions, scope, condition, fields, others, limits, null);
    }

    /** By the id alone: cheap, and it leaves nothing behind in the Java machine that would hold this version of the module. */
    @Override
    public int hashCode() {
        return id.hashCode();
    }

    /** Which records a grant is for (PERMISSIONS.md, section 5). */
    public sealed interface GrantScope {
        /** No record. */
        record None() implements GrantScope {}

        /** Owner is me. */
        record Own() implements GrantScope {}

        /** Created by me. */
        record Created() implements GrantScope {}

        /** I am in the team, in time. */
        record Team() implements GrantScope {}

        /** Owner reports to me; depth 1 for direct reports. */
        record Subordinates(int depth) implements GrantScope {}

        /** Owner's department is one of mine. */
        record Department() implements GrantScope {}

        /** Owner's department is one of mine or below. */
        record DepartmentTree() implements GrantScope {}

        /** Owner's department is one of these, or below them. */
        record Departments(List<UUID> departments, boolean below) implements GrantScope {
            public Departments {
                departments = List.copyOf(departments);
            }
        }

        /** In one of these pools. */
        record Pools(List<UUID> pools) implements GrantScope {
            public Pools {
                pools = List.copyOf(pools);
            }
        }

        /** No owner and no pool. */
        record Unowned() implements GrantScope {}

        /** Text in the filter language. */
        record Match(String expression) implements GrantScope {}

        /** I may do the action on its parent. */
        record Parent(String action) implements GrantScope {}

        /** Every record. */
        record All() implements GrantScope {}

        /** Records of any of these. */
        record Any(List<GrantScope> parts) implements GrantScope {
            public Any {
                parts = List.copyOf(parts);
            }
        }
    }
}
