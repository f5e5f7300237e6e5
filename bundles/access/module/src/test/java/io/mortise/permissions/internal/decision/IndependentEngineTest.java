package io.mortise.permissions.internal.decision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mortise.access.Permission;
import io.mortise.identity.DepartmentTree;
import io.mortise.identity.PersonStatus;
import io.mortise.identity.Subject;
import io.mortise.permissions.internal.policy.Assignment;
import io.mortise.permissions.internal.policy.Grant;
import io.mortise.permissions.internal.policy.Grant.GrantScope;
import io.mortise.permissions.internal.policy.PermissionGroup;
import io.mortise.permissions.internal.policy.Restriction;
import io.mortise.permissions.internal.policy.Role;
import io.mortise.permissions.internal.rulebook.Receivers;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.casbin.jcasbin.main.Enforcer;
import org.casbin.jcasbin.model.Model;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The same random policies read by jCasbin, which knows nothing of us: roles within roles, an allow that a deny overrides, and a
 * matcher over the record's owner, creator, department and pool. What its language can't say (teams, shares, parents, conditions) is
 * left to the oracle. A failure names its seed.
 */
class IndependentEngineTest {

    private static final int ROUNDS = 300;

    private static final String MODEL = """
            [request_definition]
            r = sub, obj, act, owner, creator, dept, pool
            [policy_definition]
            p = sub, obj, act, kind, arg, eft
            [role_definition]
            g = _, _
            g2 = _, _
            g3 = _, _
            g4 = _, _
            g5 = _, _, _
            [policy_effect]
            e = some(where (p.eft == allow)) && !some(where (p.eft == deny))
            [matchers]
            m = g(r.sub, p.sub) && r.obj == p.obj && (p.act == "*" || r.act == p.act) && ( \
              p.kind == "all" || \
              p.kind == "own" && r.owner == r.sub || \
              p.kind == "created" && r.creator == r.sub || \
              p.kind == "department" && g2(r.sub, r.dept) || \
              p.kind == "department-tree" && g3(r.sub, r.dept) || \
              p.kind == "in-department" && r.dept == p.arg || \
              p.kind == "below-department" && g4(r.dept, p.arg) || \
              p.kind == "subordinates" && g5(r.sub, "report:" + r.owner, p.arg) || \
              p.kind == "pool" && r.pool == p.arg || \
              p.kind == "unowned" && r.owner == "none" && r.pool == "none")
            """;

    @Test
    void anIndependentEngineDecidesTheSameOnRandomPolicies() {
        int allowed = 0;
        int refused = 0;
        for (long seed = 1; seed <= ROUNDS; seed++) {
            var company = new RandomCompany(seed);
            Enforcer casbin = casbin(company);
            for (Subject person : company.people) {
                Profile profile = new ProfileCompiler(
                                company.policy,
                                company.tree,
                                RandomCompany.catalog(RandomCompany.ACTIONS),
                                ZoneOffset.UTC)
                        .profile(person, depth -> company.reports(person.id(), depth), RandomCompany.NOW);
                for (var row : company.records) {
                    for (String object : List.of("shop.order", "shop.bill")) {
                        for (String action : RandomCompany.ACTIONS) {
                            boolean said = asked(casbin, person, object, action, row);
                            assertEquals(
                                    said,
                                    Oracle.reaches(
                                            company,
                                            company.policy,
                                            object,
                                            profile.scope(new Permission(object, action)),
                                            row),
                                    "seed " + seed + ": " + person.name() + " " + object + ":" + action + " " + row);
                            allowed += said ? 1 : 0;
                            refused += said ? 0 : 1;
                        }
                    }
                }
            }
        }
        assertTrue(allowed > 2_000 && refused > 2_000, allowed + " allowed, " + refused + " refused");
    }

    /** A bill has an owner and nothing else; whoever is not active asks under a name that nobody knows. */
    private static boolean asked(
            Enforcer casbin, Subject person, String object, String action, Map<String, @Nullable Object> row) {
        boolean order = object.equals("shop.order");
        return casbin.enforce(
                person.status() == PersonStatus.ACTIVE ? person.id().toString() : "nobody",
                object,
                action,
                text(row.get("owner_id")),
                order ? text(row.get("created_by")) : "none",
                order ? text(row.get("owner_department_id")) : "none",
                order ? text(row.get("pool_id")) : "none");
    }

    private static String text(@Nullable Object value) {
        return value == null ? "none" : value.toString();
    }

    private static Enforcer casbin(RandomCompany company) {
        var model = new Model();
        model.loadModelFromText(MODEL);
        var casbin = new Enforcer(model);
        casbin.enableLog(false);
        organisation(company, casbin);
        for (Assignment assignment : company.policy.assignments()) {
            if (assignment.holdsAt(RandomCompany.NOW)) {
                String to = assignment.role() != null ? "role:" + assignment.role() : "group:" + assignment.group();
                casbin.addNamedGroupingPolicy("g", Receivers.text(assignment.receiver()), to);
            }
        }
        for (Role role : company.policy.roles()) {
            role.groups().forEach(group -> casbin.addNamedGroupingPolicy("g", "role:" + role.id(), "group:" + group));
        }
        for (PermissionGroup group : company.policy.groups()) {
            for (Grant grant : group.on() ? group.grants() : List.<Grant>of()) {
                for (String action : grant.actions()) {
                    add(casbin, List.of("group:" + group.id(), grant.object(), action), grant.scope());
                }
            }
        }
        for (Restriction one : company.policy.restrictions()) {
            for (String action : one.actions().isEmpty() ? List.of("*") : one.actions()) {
                casbin.addPolicy(Receivers.text(one.receiver()), one.object(), action, "all", "-", "deny");
            }
        }
        return casbin;
    }

    private static void organisation(RandomCompany company, Enforcer casbin) {
        for (DepartmentTree.Department department : company.departments) {
            String id = department.id().toString();
            casbin.addNamedGroupingPolicy("g4", id, id);
            UUID parent = department.parent();
            if (parent != null) {
                casbin.addNamedGroupingPolicy("g4", id, parent.toString());
                casbin.addNamedGroupingPolicy("g3", parent.toString(), id);
                casbin.addNamedGroupingPolicy("g", "department-tree:" + id, "department-tree:" + parent);
            }
        }
        for (Subject person : company.people) {
            String id = person.id().toString();
            casbin.addNamedGroupingPolicy("g", id, "person:" + id);
            casbin.addNamedGroupingPolicy("g", id, "everybody");
            for (UUID department : person.departments()) {
                casbin.addNamedGroupingPolicy("g", id, "department:" + department);
                casbin.addNamedGroupingPolicy("g", id, "department-tree:" + department);
                casbin.addNamedGroupingPolicy("g2", id, department.toString());
                casbin.addNamedGroupingPolicy("g3", id, department.toString());
            }
            for (int depth = 1; depth <= 3; depth++) {
                for (UUID report : company.reports(person.id(), depth)) {
                    // Under another name: its links lead on from one to the next, reports of a depth do not.
                    casbin.addNamedGroupingPolicy("g5", id, "report:" + report, "depth" + depth);
                }
            }
        }
    }

    private static void add(Enforcer casbin, List<String> who, GrantScope scope) {
        switch (scope) {
            case GrantScope.All() -> add(casbin, who, "all", "-");
            case GrantScope.Own() -> add(casbin, who, "own", "-");
            case GrantScope.Created() -> add(casbin, who, "created", "-");
            case GrantScope.Department() -> add(casbin, who, "department", "-");
            case GrantScope.DepartmentTree() -> add(casbin, who, "department-tree", "-");
            case GrantScope.Subordinates(int depth) -> add(casbin, who, "subordinates", "depth" + depth);
            case GrantScope.Departments(List<UUID> some, boolean below) ->
                some.forEach(one -> add(casbin, who, below ? "below-department" : "in-department", one.toString()));
            case GrantScope.Pools(List<UUID> pools) -> pools.forEach(one -> add(casbin, who, "pool", one.toString()));
            case GrantScope.Unowned() -> add(casbin, who, "unowned", "-");
            case GrantScope.Any(List<GrantScope> parts) -> parts.forEach(part -> add(casbin, who, part));
            case GrantScope.None _, GrantScope.Team _, GrantScope.Match _, GrantScope.Parent _ -> {}
        }
    }

    private static void add(Enforcer casbin, List<String> who, String kind, String argument) {
        casbin.addPolicy(who.get(0), who.get(1), who.get(2), kind, argument, "allow");
    }
}
