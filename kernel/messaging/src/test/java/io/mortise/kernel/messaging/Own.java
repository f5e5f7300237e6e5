package io.mortise.kernel.messaging;

import io.mortise.message.Event;
import io.mortise.message.EventName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A record that a bundle brings itself. */
@EventName("own.Happened")
public record Own(String key, Instant at, Optional<String> note, List<Duration> pauses) implements Event {}
