package io.mortise.kernel.messaging;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import io.mortise.kernel.spi.ModuleInstance;
import io.mortise.kernel.spi.UnitsOfWork;
import io.mortise.message.Jobs;
import java.io.IOException;
import java.time.Duration;

/** One module's way to enqueue. */
record ModuleJobs(ModuleInstance instance, JobRunner runner, UnitsOfWork units) implements Jobs {

    private static final int LONGEST_KEY = 200;
    private static final int LONGEST_PAYLOAD = 1_000_000;
    private static final JsonFactory JSON = new JsonFactory();

    @Override
    public boolean enqueue(String name, String key, String payload, Duration delay) {
        if (!instance.descriptor().jobs().contains(name)) {
            throw new IllegalArgumentException("job " + name + " is not declared under jobs in the module.json of "
                    + instance.id() + ": add it there");
        }
        if (key.isEmpty() || key.length() > LONGEST_KEY || key.equals(JobStore.SCHEDULED)) {
            throw new IllegalArgumentException("\"" + key + "\" can't be the key of a run of " + name
                    + ": it must have 1 to " + LONGEST_KEY + " characters and not be " + JobStore.SCHEDULED);
        }
        if (payload.length() > LONGEST_PAYLOAD) {
            throw new IllegalArgumentException("the payload of a run of " + name + " has " + payload.length()
                    + " characters; at most " + LONGEST_PAYLOAD + " can be kept");
        }
        if (delay.isNegative()) {
            throw new IllegalArgumentException("a run of " + name + " can't be delayed by " + delay);
        }
        check(name, payload);
        return units.write(() -> {
            boolean enqueued = runner.store().enqueue(instance.id(), name, key, payload, delay);
            if (enqueued && delay.isZero()) {
                units.afterCommit(runner::wake);
            }
            return enqueued;
        });
    }

    private static void check(String name, String payload) {
        try (JsonParser parser = JSON.createParser(payload)) {
            if (parser.nextToken() == null) {
                throw new IllegalArgumentException("the payload of a run of " + name + " is empty; write {} for none");
            }
            parser.skipChildren();
            if (parser.nextToken() != null) {
                throw new IllegalArgumentException("the payload of a run of " + name + " is more than one JSON value");
            }
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "the payload of a run of " + name + " is not JSON: " + e.getMessage(), e);
        }
    }
}
