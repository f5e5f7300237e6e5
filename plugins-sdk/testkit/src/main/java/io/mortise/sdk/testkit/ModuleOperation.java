package io.mortise.sdk.testkit;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * An operation that has ended.
 *
 * @param id as in {@code /api/module-operations/<id>}
 * @param state {@code succeeded}, {@code failed} or {@code rolled-back}
 * @param json all of it
 */
public record ModuleOperation(String id, String state, JsonNode json) {

    /** What the server reports about it. */
    public JsonNode report() {
        return json.path("report");
    }

    /** Requests that failed while it ran, as the server counted them. */
    public long requestsFailed() {
        return report().path("requestsFailed").asLong();
    }

    /** Whether the class loaders of what was replaced are gone. */
    public boolean oldLoaderCollected() {
        return report().path("oldLoaderCollected").asBoolean();
    }

    /** The same, when it ended in this state; fails with the report otherwise. */
    public ModuleOperation expect(String expected) {
        if (!state.equals(expected)) {
            throw new AssertionError(
                    "operation " + id + " is " + state + ", expected " + expected + ": " + json.toPrettyString());
        }
        return this;
    }
}
