package io.mortise.customer.itest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mortise.customer.Customer;
import io.mortise.customer.CustomerChange;
import io.mortise.customer.CustomerDetails;
import io.mortise.customer.CustomerException;
import io.mortise.customer.CustomerFilter;
import io.mortise.customer.CustomerId;
import io.mortise.customer.CustomerKind;
import io.mortise.customer.CustomerOrder;
import io.mortise.customer.CustomerProblem;
import io.mortise.customer.CustomerStage;
import io.mortise.customer.Customers;
import io.mortise.customer.ExternalReference;
import io.mortise.customer.NewCustomer;
import io.mortise.customer.Transfer;
import io.mortise.data.Money;
import io.mortise.rest.FieldFault;
import io.mortise.rest.Page;
import io.mortise.sdk.testkit.Answer;
import io.mortise.sdk.testkit.Http;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The stored customers as a client meets them: what the contract says of them is said of the whole way through the server. */
final class CustomersOverHttp implements Customers {

    private static final String PATH = "/api/customer/customers";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Http http;

    CustomersOverHttp(Http http) {
        this.http = http;
    }

    @Override
    public Optional<Customer> find(CustomerId id) {
        Answer answer = http.get(PATH + "/" + id).expect(200, 404);
        return answer.status() == 404 ? Optional.empty() : Optional.of(customer(answer.json()));
    }

    @Override
    public List<Customer> byIds(Collection<CustomerId> ids) {
        return ids.stream().map(this::find).flatMap(Optional::stream).toList();
    }

    @Override
    public Page<Customer> page(CustomerFilter filter, CustomerOrder order, int limit, @Nullable String after) {
        String sort = (order.descending() ? "-" : "") + order.by().name().toLowerCase(Locale.ROOT);
        String query = "?limit=" + limit + "&sort=" + sort + parameter("after", after) + parameters(filter);
        JsonNode page = http.get(PATH + query).expect(200).json();
        return new Page<>(
                page.path("items")
                        .valueStream()
                        .map(CustomersOverHttp::customer)
                        .toList(),
                page.path("next").asText(null));
    }

    @Override
    public long count(CustomerFilter filter, long cap) {
        String query = parameters(filter).replaceFirst("&", "?");
        return Math.min(
                cap,
                http.get(PATH + "/count" + query)
                        .expect(200)
                        .json()
                        .path("count")
                        .asLong());
    }

    @Override
    public Customer register(NewCustomer customer) {
        ObjectNode body = body(customer.details());
        put(body, "ownerId", customer.ownerId());
        put(body, "ownerDepartmentId", customer.ownerDepartmentId());
        ExternalReference external = customer.external();
        if (external != null) {
            body.putObject("external").put("system", external.system()).put("id", external.id());
        }
        Answer answer = http.post(PATH, body.toString());
        refuse(answer, external, null, 0);
        return customer(answer.expect(201).json());
    }

    @Override
    public Customer apply(CustomerId id, long revision, List<CustomerChange> changes) {
        CustomerId self = id;
        Customer now = null;
        long seen = revision;
        for (ObjectNode patch : patches(changes)) {
            Answer answer = http.patch(PATH + "/" + id, "\"" + seen + "\"", patch.toString());
            refuse(answer, null, self, seen);
            now = customer(answer.expect(200).json());
            seen = now.revision();
        }
        return now == null ? find(id).orElseThrow() : now;
    }

    @Override
    public void transfer(Collection<CustomerId> customers, Transfer transfer) {
        ObjectNode body = JSON.createObjectNode();
        put(body, "ownerId", transfer.ownerId());
        put(body, "ownerDepartmentId", transfer.ownerDepartmentId());
        body.put("reason", transfer.reason());
        CustomerId first = customers.iterator().next();
        Answer answer;
        if (customers.size() == 1) {
            answer = http.post(PATH + "/" + first + "/transfers", body.toString());
        } else {
            customers.forEach(id -> body.withArray("ids").add(id.toString()));
            answer = http.post(PATH + "/transfers", body.toString());
        }
        CustomerId named = answer.problem() == null || !answer.json().has("id")
                ? first
                : new CustomerId(UUID.fromString(answer.json().path("id").asText()));
        refuse(answer, null, named, 0);
        answer.expect(204);
    }

    @Override
    public void delete(CustomerId id, long revision, @Nullable String reason) {
        String why = reason == null ? "" : "?reason=" + URLEncoder.encode(reason, StandardCharsets.UTF_8);
        Answer answer = http.delete(PATH + "/" + id + why, "\"" + revision + "\"");
        refuse(answer, null, id, revision);
        answer.expect(204);
    }

    /** One patch; but two moves of the stage need two. */
    private static List<ObjectNode> patches(List<CustomerChange> changes) {
        var patches = new java.util.ArrayList<>(List.of(JSON.createObjectNode()));
        for (CustomerChange change : changes) {
            ObjectNode last = patches.getLast();
            switch (change) {
                case CustomerChange.Edit(CustomerDetails details, var fields) ->
                    last.setAll(body(details).retain(fields));
                case CustomerChange.Advance(CustomerStage stage)
                when last.has("stage") -> patches.add(JSON.createObjectNode().put("stage", stage.key()));
                case CustomerChange.Advance(CustomerStage stage) -> last.put("stage", stage.key());
            }
        }
        return patches;
    }

    private static void refuse(
            Answer answer, @Nullable ExternalReference external, @Nullable CustomerId id, long seen) {
        String problem = answer.problem();
        if (problem == null) {
            return;
        }
        JsonNode json = answer.json();
        CustomerId about = id == null ? new CustomerId(new UUID(0, 0)) : id;
        throw new CustomerException(
                switch (problem) {
                    case "customer-not-found" -> new CustomerProblem.NotFound(about);
                    case "customer-stale" -> new CustomerProblem.Stale(about, seen);
                    case "customer-credit-code-taken" ->
                        new CustomerProblem.CreditCodeTaken(
                                json.path("creditCode").asText());
                    case "customer-reference-taken" ->
                        new CustomerProblem.ReferenceTaken(external == null ? new ExternalReference("", "") : external);
                    case "customer-move-refused" ->
                        new CustomerProblem.MoveRefused(stage(json.path("from")), stage(json.path("to")));
                    case "customer-invalid" ->
                        new CustomerProblem.Invalid(json.path("faults")
                                .valueStream()
                                .map(fault -> FieldFault.of(
                                        fault.path("pointer").asText(),
                                        fault.path("code").asText()))
                                .toList());
                    default -> throw new AssertionError(answer.toString());
                });
    }

    private static ObjectNode body(CustomerDetails details) {
        ObjectNode body = JSON.createObjectNode()
                .put("name", details.name())
                .put("legalName", details.legalName())
                .put("creditCode", details.creditCode())
                .put("kind", details.kind().key())
                .put("grade", details.grade())
                .put("industry", details.industry())
                .put("scale", details.scale())
                .put("region", details.region())
                .put("parentName", details.parentName())
                .put("phone", details.phone())
                .put("employees", details.employees())
                .put("foundingYear", details.foundingYear());
        Money revenue = details.revenue();
        if (revenue == null) {
            body.putNull("revenue");
        } else {
            body.putObject("revenue").put("minor", revenue.minor()).put("currency", revenue.currency());
        }
        return body;
    }

    static Customer customer(JsonNode json) {
        JsonNode revenue = json.path("revenue");
        JsonNode external = json.path("external");
        CustomerDetails details = CustomerDetails.named(json.path("name").asText())
                .legalName(json.path("legalName").asText(null))
                .creditCode(json.path("creditCode").asText(null))
                .kind(CustomerKind.valueOf(json.path("kind").asText().toUpperCase(Locale.ROOT)))
                .grade(json.path("grade").asText(null))
                .industry(json.path("industry").asText(null))
                .scale(json.path("scale").asText(null))
                .region(json.path("region").asText(null))
                .parentName(json.path("parentName").asText(null))
                .phone(json.path("phone").asText(null))
                .revenue(
                        revenue.isMissingNode()
                                ? null
                                : new Money(
                                        revenue.path("minor").asLong(),
                                        revenue.path("currency").asText()))
                .employees(json.has("employees") ? json.path("employees").asInt() : null)
                .foundingYear(
                        json.has("foundingYear") ? json.path("foundingYear").asInt() : null)
                .build();
        return new Customer(
                new CustomerId(UUID.fromString(json.path("id").asText())),
                json.path("number").asLong(),
                details,
                stage(json.path("stage")),
                Instant.parse(json.path("stageChangedAt").asText()),
                uuid(json.path("ownerId")),
                uuid(json.path("ownerDepartmentId")),
                uuid(json.path("previousOwnerId")),
                uuid(json.path("poolId")),
                json.path("source").asText(),
                external.isMissingNode()
                        ? null
                        : new ExternalReference(
                                external.path("system").asText(),
                                external.path("id").asText()),
                Instant.parse(json.path("createdAt").asText()),
                json.path("createdBy").asText(),
                Instant.parse(json.path("updatedAt").asText()),
                json.path("updatedBy").asText(),
                json.path("tags")
                        .valueStream()
                        .map(tag -> UUID.fromString(tag.asText()))
                        .toList(),
                json.path("revision").asLong(),
                json.path("masked").valueStream().map(JsonNode::asText).collect(Collectors.toSet()));
    }

    private static CustomerStage stage(JsonNode json) {
        return CustomerStage.valueOf(json.asText().toUpperCase(Locale.ROOT));
    }

    private static @Nullable UUID uuid(JsonNode json) {
        return json.isMissingNode() ? null : UUID.fromString(json.asText());
    }

    private static void put(ObjectNode body, String name, @Nullable UUID value) {
        body.put(name, value == null ? null : value.toString());
    }

    private static String parameters(CustomerFilter filter) {
        return parameter("q", filter.text())
                + parameter(
                        "stage", filter.stage() == null ? null : filter.stage().key())
                + parameter(
                        "owner",
                        filter.ownerId() == null ? null : filter.ownerId().toString());
    }

    private static String parameter(String name, @Nullable String value) {
        return value == null ? "" : "&" + name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
