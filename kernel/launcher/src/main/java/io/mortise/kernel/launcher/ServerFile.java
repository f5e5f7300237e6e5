package io.mortise.kernel.launcher;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * {@code <data>/server.json}: how the command line finds the server of a data folder (DECISIONS.md 14).
 *
 * @param address base address, {@code http://127.0.0.1:8080}; empty while the port is not open yet
 * @param pid of the process
 * @param version of the product
 * @param started when, ISO 8601 in UTC
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ServerFile(String address, long pid, String version, String started) {

    static final String NAME = "server.json";

    /** When it started; the beginning of time when the file does not say it. */
    Instant since() {
        try {
            return Instant.parse(started);
        } catch (DateTimeParseException e) {
            return Instant.EPOCH;
        }
    }

    /** What stands in a data folder; empty when no server runs there, or the file can't be read. */
    public static Optional<ServerFile> read(Path dataFolder) {
        try {
            return Optional.of(
                    new ObjectMapper().readValue(Files.readString(dataFolder.resolve(NAME)), ServerFile.class));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
