package io.mortise.kernel.messaging;

import io.mortise.message.Event;
import io.mortise.message.EventName;
import java.time.Instant;
import java.util.Optional;

/** What the tests publish. */
@EventName(value = "shop.Happened", schema = 3)
public record Happened(String key, int number, Instant at, Optional<String> note) implements Event {

    static Happened of(String key, int number) {
        return new Happened(key, number, Instant.parse("2026-11-22T08:00:00.123456Z"), Optional.empty());
    }
}
