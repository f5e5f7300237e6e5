package io.mortise.permissions.internal.administration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mortise.access.Permission;
import io.mortise.permissions.internal.policy.Grant;
import io.mortise.permissions.internal.policy.Role;
import io.mortise.permissions.internal.rulebook.Conflict;
import io.mortise.permissions.internal.rulebook.PolicyReader;
import io.mortise.permissions.internal.rulebook.PolicyText;
import io.mortise.permissions.internal.rulebook.Rulebook;
import io.mortise.rest.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The delivered presets, and the file format they are written in. */
class PresetsTest {

    private static final Instant NOW = Instant.parse("2026-11-24T08:00:00Z");
    private static final ObjectMapper JSON = new ObjectMapper();
    private final Rulebook book = Presets.delivered();

    private Set<Permission> of(Role role) {
        return book.policy().groups().stream()
                .filter(group -> role.groups().contains(group.id()))
                .flatMap(group -> group.grants().stream())
                .flatMap(grant -> grant.actions().stream().map(action -> new Permission(grant.object(), action)))
                .collect(Collectors.toSet());
    }

    @Test
    void everyPresetRoleOfTheSpecificationIsThere() {
        assertEquals(
                Set.of(
                        "administrator",
                        "security-officer",
                        "sales",
                        "sales-lead",
                        "service",
                        "service-lead",
                        "marketing",
                        "finance",
                        "read-only",
                        "own-records-only",
                        "trainee",
                        "auditor"),
                book.policy().roles().stream().map(Role::key).collect(Collectors.toSet()));
    }

    @Test
    void noPresetHoldsBothDutiesOfAConflictAndNoneCanDoEverything() {
        var everything = new HashSet<Permission>();
        book.policy().roles().forEach(role -> everything.addAll(of(role)));
        for (Role role : book.policy().roles()) {
            Set<Permission> held = of(role);

            for (Conflict conflict : book.conflicts()) {
                assertFalse(conflict.met(held), role.key() + " meets " + conflict.key());
            }
            assertFalse(held.containsAll(everything), role.key() + " can do everything alone");
        }
    }

    /** Mistake 10: what a preset gives is a list of declared actions, so an action that comes later is in none. */
    @Test
    void presetsNameDeclaredActionsOnly() throws IOException {
        var declared = new HashSet<>(Set.of(
                "kernel.module:list",
                "kernel.module:read",
                "kernel.module:plan",
                "kernel.module:install",
                "kernel.message:list",
                "kernel.message:repeat",
                "kernel.message:discard"));
        for (String module : List.of("access", "customer", "identity")) {
            Path file = Path.of("..", "..", module, "module/src/main/resources/module.json");
            JsonNode json = JSON.readTree(Files.readString(file));
            json.path("objects")
                    .forEach(object -> object.path("actions")
                            .forEach(action -> declared.add(module + "."
                                    + object.path("name").asText() + ":"
                                    + action.path("name").asText())));
        }

        var named = book.policy().roles().stream()
                .flatMap(role -> of(role).stream())
                .map(Permission::toString)
                .collect(Collectors.toSet());

        named.removeAll(declared);
        assertEquals(Set.of(), named);
    }

    @Test
    void presetsAreTheSameAtEveryReading() {
        assertEquals(book, Presets.delivered());
    }

    @Test
    void whatIsWrittenIsReadBackAsTheSame() {
        Rulebook again = new PolicyReader("x", NOW, null).rulebook(PolicyText.write(book), 0);

        assertEquals(book, again);
    }

    @Test
    void aFileOfAnotherFormatIsRefusedWithThePlace() {
        ObjectNode json = PolicyText.write(book).put("format", 2);

        var refused = assertThrows(ProblemException.class, () -> new PolicyReader("x", NOW, null).rulebook(json, 0));

        assertEquals("/format", refused.problem().faults().getFirst().pointer());
    }

    @Test
    void everyFaultOfAFileIsFoundWithItsPlace() throws IOException {
        JsonNode json = JSON.readTree("""
                {"format": 1, "groups": [{"key": "a", "name": "A", "grants": [
                    {"object": "customer.customer", "actions": ["read"], "scope": "everything"},
                    {"object": "customer.customer", "actions": ["read", 3], "scope": "all", "colour": "red"}]}],
                 "roles": [{"key": "r", "name": "R", "groups": ["b"]}],
                 "assignments": [
                    {"receiver": "nobody", "role": "r", "reason": "x"},
                    {"receiver": "everybody", "role": "r", "group": "a", "reason": "x"},
                    {"receiver": "everybody", "role": "r", "reason": "",
                     "from": "2026-11-24T08:00:00Z", "until": "2026-11-23T08:00:00Z"}]}
                """);

        var refused = assertThrows(ProblemException.class, () -> new PolicyReader("x", NOW, null).rulebook(json, 0));

        Set<String> places = refused.problem().faults().stream()
                .map(fault -> fault.pointer() + " " + fault.code())
                .collect(Collectors.toSet());
        assertEquals(
                Set.of(
                        "/groups/0/grants/0/scope wrong-scope",
                        "/groups/0/grants/1/actions/1 wrong-type",
                        "/groups/0/grants/1/colour unknown-field",
                        "/roles/0/groups/0 wrong-type",
                        "/assignments/0/receiver wrong-type",
                        "/assignments/1/role role-or-group",
                        "/assignments/2/until reversed",
                        "/assignments/2/reason required"),
                places);
    }

    @Test
    void theAdministratorHoldsEveryActionOfPermissionsButTheAudit() {
        Grant administer = book.policy().groups().stream()
                .filter(group -> "administrator".equals(group.key()))
                .flatMap(group -> group.grants().stream())
                .filter(grant -> grant.object().equals("access.policy"))
                .findFirst()
                .orElseThrow();

        assertTrue(administer.actions().contains("administer"));
    }
}
