package io.mortise.customer.internal.pools;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mortise.customer.internal.pools.Pool.Basis;
import io.mortise.customer.internal.pools.Pool.Rule;
import io.mortise.customer.internal.pools.Pool.Setup;
import io.mortise.rest.FieldFault;
import io.mortise.rest.ProblemException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/** How a pool is set up, as JSON: the same form on the wire and in the database; every fault with its pointer. */
public final class PoolText {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST = 500;
    private static final Pattern MEMBER = Pattern.compile("everybody|(person|department|role):[0-9a-f-]{36}");
    private static final Set<String> KNOWN = Set.of(
            "name",
            "on",
            "order",
            "admins",
            "members",
            "visible",
            "masked",
            "recycle",
            "claimsPerDay",
            "viewsPerDay",
            "previousOwnerDays",
            "newRecordHours");

    private final List<FieldFault> faults = new ArrayList<>();

    private PoolText() {}

    /** A body that was sent: name, on, setup. */
    public record Sent(String name, boolean on, Setup setup) {}

    /**
     * Reads what was sent.
     *
     * @throws ProblemException {@code invalid-request} 400 with all faults
     */
    public static Sent sent(JsonNode json) {
        if (!json.isObject()) {
            throw ProblemException.invalid(List.of(FieldFault.of("", "wrong-json")));
        }
        var text = new PoolText();
        json.fieldNames().forEachRemaining(name -> {
            if (!KNOWN.contains(name)) {
                text.faults.add(FieldFault.of("/" + name.replace("~", "~0").replace("/", "~1"), "unknown-field"));
            }
        });
        String name = json.path("name").asText("").strip();
        if (name.isEmpty() || name.length() > 100) {
            text.faults.add(FieldFault.of("/name", "required"));
        }
        Setup setup = text.setup(json);
        if (!text.faults.isEmpty()) {
            throw ProblemException.invalid(text.faults);
        }
        return new Sent(name, json.path("on").asBoolean(true), setup);
    }

    static Setup stored(String json) {
        try {
            return new PoolText().setup(JSON.readTree(json));
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new UncheckedIOException("a stored pool can't be read", e);
        }
    }

    /** As it is stored and sent. */
    public static ObjectNode written(Setup setup) {
        ObjectNode json = JSON.createObjectNode();
        json.put("order", setup.order());
        texts(json.putArray("admins"), setup.admins());
        texts(json.putArray("members"), setup.members());
        texts(json.putArray("visible"), setup.visible());
        ObjectNode masked = json.putObject("masked");
        for (String field : setup.visible()) {
            PoolMask mask = setup.masked().get(field);
            if (mask != null) {
                masked.put(field, mask.word());
            }
        }
        ArrayNode rules = json.putArray("recycle");
        for (Rule rule : setup.recycle()) {
            ObjectNode one = rules.addObject();
            one.put("basis", rule.basis().word());
            one.put("days", rule.days());
            one.put("warnDays", rule.warnDays());
            texts(one.putArray("grades"), rule.grades());
            texts(one.putArray("departments"), rule.departments());
        }
        return json.put("claimsPerDay", setup.claimsPerDay())
                .put("viewsPerDay", setup.viewsPerDay())
                .put("previousOwnerDays", setup.previousOwnerDays())
                .put("newRecordHours", setup.newRecordHours());
    }

    private static void texts(ArrayNode array, List<?> values) {
        values.forEach(value -> array.add(value.toString()));
    }

    private Setup setup(JsonNode json) {
        List<String> visible = texts(json, "visible", "");
        for (int i = 0; i < visible.size(); i++) {
            if (!Pool.SHOWABLE.contains(visible.get(i))) {
                faults.add(FieldFault.of("/visible/" + i, "unknown-field"));
            }
        }
        List<String> members = texts(json, "members", "");
        for (int i = 0; i < members.size(); i++) {
            if (!MEMBER.matcher(members.get(i)).matches()) {
                wrong("/members/" + i, "everybody, person:<uuid>, department:<uuid> or role:<uuid>");
            }
        }
        return new Setup(
                (int) number(json, "order", "", 0, 1_000_000),
                uuids(json, "admins", ""),
                members,
                visible,
                masks(json.path("masked"), visible),
                rules(json.path("recycle")),
                number(json, "claimsPerDay", "", 0, 1_000_000),
                number(json, "viewsPerDay", "", 0, 1_000_000),
                (int) number(json, "previousOwnerDays", "", 0, 3650),
                (int) number(json, "newRecordHours", "", 0, 8760));
    }

    private Map<String, PoolMask> masks(JsonNode json, List<String> visible) {
        var masks = new LinkedHashMap<String, PoolMask>();
        if (!json.isMissingNode() && !json.isObject()) {
            wrong("/masked", "an object: field and mask");
            return masks;
        }
        json.properties().forEach(entry -> {
            String here = "/masked/" + entry.getKey().replace("~", "~0").replace("/", "~1");
            Optional<PoolMask> mask = PoolMask.named(entry.getValue().asText());
            if (!visible.contains(entry.getKey())) {
                faults.add(FieldFault.of(here, "unknown-field"));
            } else if (mask.isEmpty()) {
                wrong(here, PoolMask.WORDS);
            } else {
                masks.put(entry.getKey(), mask.get());
            }
        });
        return masks;
    }

    private List<Rule> rules(JsonNode json) {
        var rules = new ArrayList<Rule>();
        if (!json.isMissingNode() && (!json.isArray() || json.size() > 50)) {
            wrong("/recycle", "a list of at most 50 rules");
            return rules;
        }
        for (int i = 0; i < json.size(); i++) {
            String here = "/recycle/" + i;
            String basis = json.get(i).path("basis").asText("");
            if (!basis.equals("follow-up") && !basis.equals("deal")) {
                wrong(here + "/basis", "follow-up or deal");
                continue;
            }
            int days = (int) number(json.get(i), "days", here, 1, 3650);
            rules.add(new Rule(
                    basis.equals("deal") ? Basis.DEAL : Basis.FOLLOW_UP,
                    days,
                    (int) number(json.get(i), "warnDays", here, 0, Math.max(0, days - 1)),
                    texts(json.get(i), "grades", here),
                    uuids(json.get(i), "departments", here)));
        }
        return rules;
    }

    private List<String> texts(JsonNode json, String name, String at) {
        JsonNode list = json.path(name);
        if (list.isMissingNode()) {
            return List.of();
        }
        if (!list.isArray() || list.size() > MOST || !list.valueStream().allMatch(JsonNode::isTextual)) {
            wrong(at + "/" + name, "a list of texts");
            return List.of();
        }
        return list.valueStream().map(JsonNode::textValue).distinct().toList();
    }

    private List<UUID> uuids(JsonNode json, String name, String at) {
        var ids = new ArrayList<UUID>();
        for (String text : texts(json, name, at)) {
            try {
                ids.add(UUID.fromString(text));
            } catch (IllegalArgumentException e) {
                wrong(at + "/" + name, "a list of UUIDs");
            }
        }
        return ids;
    }

    private long number(JsonNode json, String name, String at, long least, long most) {
        JsonNode value = json.path(name);
        if (value.isMissingNode() && least == 0) {
            return 0;
        }
        if (!value.isIntegralNumber()
                || !value.canConvertToLong()
                || value.longValue() < least
                || value.longValue() > most) {
            wrong(at + "/" + name, least + " to " + most);
            return least;
        }
        return value.longValue();
    }

    private void wrong(String pointer, String expected) {
        faults.add(new FieldFault(pointer, "wrong-type", Map.of("expected", expected)));
    }
}
