package io.mortise.customer.internal.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.mortise.customer.CustomerId;
import io.mortise.customer.Transfer;
import io.mortise.customer.internal.persistence.CustomerStore;
import java.util.List;
import java.util.UUID;

/** Reads {@code {"ids": […], "ownerId": …, "ownerDepartmentId": …, "reason": …}}. */
final class TransferBody {

    private final List<CustomerId> ids;
    private final Transfer transfer;

    /**
     * @param many whether ids are named; every one of them must be an id, none is left out
     */
    TransferBody(JsonNode json, boolean many) {
        var body = new Members(json);
        this.ids = many
                ? body.requireUuids("ids", CustomerStore.MOST).stream()
                        .map(CustomerId::new)
                        .toList()
                : List.of();
        UUID owner = body.requireUuid("ownerId");
        UUID department = body.uuid("ownerDepartmentId");
        this.transfer = new Transfer(owner, department, body.requireText("reason"));
        body.check();
    }

    List<CustomerId> ids() {
        return ids;
    }

    Transfer transfer() {
        return transfer;
    }
}
