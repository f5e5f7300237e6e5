package io.mortise.customer.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mortise.message.JobRun;
import java.util.UUID;

/** What a job of this module is told: the row that says the rest, {@code {"import":"<id>"}}. */
public final class JobRow {

    private static final ObjectMapper JSON = new ObjectMapper();

    private JobRow() {}

    /** The payload. */
    public static String of(String what, UUID id) {
        return "{\"" + what + "\":\"" + id + "\"}";
    }

    /** The row of a run. */
    public static UUID id(JobRun run, String what) throws JsonProcessingException {
        return UUID.fromString(JSON.readTree(run.payload()).path(what).asText());
    }
}
