package io.mortise.kernel.launcher.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Gives people of a made-up company the delivered roles that fit them: to their departments what everybody there has, to each who
 * leads his own, so that the policy does not grow by one assignment a person. Never to positions, which real people may have.
 */
final class DemoRoles {

    private static final String ASSIGNMENTS = "/api/access/assignments";
    private static final String LEADS = "-lead";

    private final Server server;

    DemoRoles(Server server) {
        this.server = server;
    }

    /** What is assigned already stays as it is; without the module that keeps roles nobody gets any. */
    void give(JsonNode people, Map<String, JsonNode> registered) {
        if (!server.ask("/api/access/roles?limit=1").good()) {
            return;
        }
        Map<String, String> roles = new HashMap<>();
        DemoDataVerb.each(
                server,
                "/api/access/roles?limit=200",
                role -> roles.put(role.path("key").asText(), role.path("id").asText()));
        Set<String> given = new HashSet<>();
        DemoDataVerb.each(
                server,
                ASSIGNMENTS + "?limit=1000",
                one -> given.add(
                        key(one.path("receiver").asText(), one.path("role").asText())));
        Map<String, String> wanted = new LinkedHashMap<>();
        for (JsonNode person : people) {
            JsonNode known = registered.get(person.path("employeeNumber").asText());
            String role = person.path("role").asText();
            if (known != null) {
                boolean leads = role.endsWith(LEADS);
                wanted.put(
                        leads
                                ? "person:" + known.path("id").asText()
                                : "department:" + known.path("mainDepartmentId").asText(),
                        role);
            }
        }
        wanted.forEach((receiver, key) -> {
            String role = roles.get(key);
            if (role != null && !given.contains(key(receiver, role))) {
                server.post(ASSIGNMENTS, Map.of("receiver", receiver, "role", role, "reason", "demo-data"));
            }
        });
    }

    private static String key(String receiver, String role) {
        return receiver + " " + role;
    }
}
