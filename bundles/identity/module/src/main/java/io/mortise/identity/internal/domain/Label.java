package io.mortise.identity.internal.domain;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A position or a tag: a name that people carry.
 *
 * @param level of a position, where the company ranks them
 */
public record Label(UUID id, String name, @Nullable Integer level, Stamp stamp) {}
