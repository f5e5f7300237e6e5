package io.mortise.identity.internal.domain;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A notification as its receiver finds it. */
public record Notice(
        UUID id,
        String kind,
        String text,
        @Nullable String link,
        Instant sentAt,
        @Nullable Instant readAt) {}
