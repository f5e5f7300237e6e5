package io.mortise.customer.internal.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.mortise.customer.CustomerChange;
import io.mortise.customer.CustomerDetails;
import io.mortise.customer.CustomerKind;
import io.mortise.customer.CustomerStage;
import io.mortise.customer.ExternalReference;
import io.mortise.customer.NewCustomer;
import io.mortise.customer.internal.domain.DetailField;
import io.mortise.data.Money;
import io.mortise.rest.FieldFault;
import io.mortise.rest.ProblemException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Currency;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a client sends. A new customer and a merge patch (RFC 7396) have the same members, and every fault is found at
 * once, each with its pointer.
 *
 * <p><b>Mass assignment.</b> What the server sets is refused by name, and so are members that nobody knows: nothing is
 * ignored in silence. An owner is given by registering or by a transfer, never by a patch.
 */
final class CustomerBody {

    private static final Set<String> SET_BY_SERVER = Set.of(
            "id",
            "number",
            "stageChangedAt",
            "previousOwnerId",
            "poolId",
            "tags",
            "source",
            "createdAt",
            "createdBy",
            "updatedAt",
            "updatedBy",
            "revision",
            "masked");

    private final CustomerDetails.Builder details;
    private final Set<String> given = new HashSet<>();
    private final List<FieldFault> faults = new ArrayList<>();
    private @Nullable CustomerStage stage;
    private @Nullable UUID ownerId;
    private @Nullable UUID ownerDepartmentId;
    private @Nullable ExternalReference external;

    private CustomerBody(CustomerDetails.Builder details) {
        this.details = details;
    }

    /** The customer that a {@code POST} asks for. */
    static NewCustomer registration(JsonNode json) {
        var body = new CustomerBody(CustomerDetails.named(null));
        body.readAll(json, Set.of("stage"));
        return new NewCustomer(body.details.build(), "api", body.ownerId, body.ownerDepartmentId, body.external);
    }

    /** The changes that a merge patch asks for: what it names, whatever stands there now. */
    static List<CustomerChange> changes(JsonNode json) {
        var body = new CustomerBody(CustomerDetails.named(null));
        body.readAll(json, Set.of("external", "ownerId", "ownerDepartmentId"));

        var changes = new ArrayList<CustomerChange>();
        if (!body.given.isEmpty()) {
            changes.add(new CustomerChange.Edit(body.details.build(), body.given));
        }
        if (body.stage != null) {
            changes.add(new CustomerChange.Advance(body.stage));
        }
        return changes;
    }

    private void readAll(JsonNode json, Set<String> alsoSetByServer) {
        if (!json.isObject()) {
            throw ProblemException.invalid(List.of(FieldFault.of("", "wrong-json")));
        }
        for (Map.Entry<String, JsonNode> member : json.properties()) {
            if (SET_BY_SERVER.contains(member.getKey()) || alsoSetByServer.contains(member.getKey())) {
                faults.add(FieldFault.of("/" + member.getKey(), "read-only"));
            } else if (!member.getKey().equals("custom")) {
                read(member.getKey(), member.getValue());
            }
        }
        if (!faults.isEmpty()) {
            throw ProblemException.invalid(faults);
        }
    }

    private void read(String name, JsonNode value) {
        String pointer = "/" + name;
        DetailField.of(name).ifPresent(field -> given.add(field.key()));
        switch (name) {
            case "name" -> details.name(text(pointer, value));
            case "legalName" -> details.legalName(text(pointer, value));
            case "creditCode" -> details.creditCode(text(pointer, value));
            case "kind" ->
                choice(pointer, value, CustomerKind.values(), CustomerKind::key).ifPresent(details::kind);
            case "grade" -> details.grade(text(pointer, value));
            case "industry" -> details.industry(text(pointer, value));
            case "scale" -> details.scale(text(pointer, value));
            case "region" -> details.region(text(pointer, value));
            case "parentName" -> details.parentName(text(pointer, value));
            case "phone" -> details.phone(text(pointer, value));
            case "revenue" -> details.revenue(money(pointer, value));
            case "employees" -> details.employees(whole(pointer, value));
            case "foundingYear" -> details.foundingYear(whole(pointer, value));
            case "stage" ->
                stage = choice(pointer, value, CustomerStage.values(), CustomerStage::key)
                        .orElse(stage);
            case "ownerId" -> ownerId = uuid(pointer, value);
            case "ownerDepartmentId" -> ownerDepartmentId = uuid(pointer, value);
            case "external" -> external = reference(pointer, value);
            default -> faults.add(FieldFault.of("/" + name.replace("~", "~0").replace("/", "~1"), "unknown-field"));
        }
    }

    private @Nullable String text(String pointer, JsonNode value) {
        if (value.isNull()) {
            return null;
        }
        if (!value.isTextual()) {
            wrongType(pointer, "text");
            return null;
        }
        return value.textValue();
    }

    private @Nullable Integer whole(String pointer, JsonNode value) {
        if (value.isNull()) {
            return null;
        }
        if (!value.isIntegralNumber() || !value.canConvertToInt()) {
            wrongType(pointer, "a whole number");
            return null;
        }
        return value.intValue();
    }

    private @Nullable UUID uuid(String pointer, JsonNode value) {
        String text = text(pointer, value);
        if (text == null) {
            return null;
        }
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            wrongType(pointer, "a UUID");
            return null;
        }
    }

    private @Nullable Money money(String pointer, JsonNode value) {
        if (value.isNull()) {
            return null;
        }
        JsonNode minor = value.path("minor");
        JsonNode currency = value.path("currency");
        if (!minor.isIntegralNumber() || !minor.canConvertToLong() || !currency.isTextual() || value.size() != 2) {
            wrongType(pointer, "{\"minor\": 110004, \"currency\": \"CNY\"}");
            return null;
        }
        if (Currency.getAvailableCurrencies().stream()
                .noneMatch(known -> known.getCurrencyCode().equals(currency.textValue()))) {
            faults.add(new FieldFault(
                    pointer + "/currency", "unknown-currency", Map.of("currency", currency.textValue())));
            return null;
        }
        return new Money(minor.longValue(), currency.textValue());
    }

    private @Nullable ExternalReference reference(String pointer, JsonNode value) {
        if (value.isNull()) {
            return null;
        }
        if (!value.path("system").isTextual() || !value.path("id").isTextual() || value.size() != 2) {
            wrongType(pointer, "{\"system\": \"erp\", \"id\": \"1042\"}");
            return null;
        }
        return new ExternalReference(
                value.path("system").textValue(), value.path("id").textValue());
    }

    private <E> Optional<E> choice(String pointer, JsonNode value, E[] all, Function<E, String> key) {
        Optional<E> chosen = Choices.find(all, key, value.isTextual() ? value.textValue() : "");
        if (chosen.isEmpty()) {
            faults.add(Choices.unknown(pointer, all, key));
        }
        return chosen;
    }

    private void wrongType(String pointer, String expected) {
        faults.add(new FieldFault(pointer, "wrong-type", Map.of("expected", expected)));
    }

    /** Words of a closed list. */
    static final class Choices {

        private Choices() {}

        static <E> Optional<E> find(E[] all, Function<E, String> key, String wanted) {
            return Arrays.stream(all)
                    .filter(one -> key.apply(one).equals(wanted.toLowerCase(Locale.ROOT)))
                    .findFirst();
        }

        static <E> FieldFault unknown(String pointer, E[] all, Function<E, String> key) {
            String choices = Arrays.stream(all).map(key).collect(Collectors.joining(", "));
            return new FieldFault(pointer, "unknown-choice", Map.of("choices", choices));
        }
    }
}
