package io.mortise.permissions.internal.policy;

import java.util.UUID;

/** Who has something: a subject of PERMISSIONS.md, section 1. */
public sealed interface Receiver {
    /** A person. */
    record Person(UUID id) implements Receiver {}

    /** Everybody in a department, or also below it. */
    record Department(UUID id, boolean below) implements Receiver {}

    /** Everybody in a position. */
    record Position(UUID id) implements Receiver {}

    /** Everybody with a tag. */
    record Tag(UUID id) implements Receiver {}

    /** A program with an API token. */
    record Token(UUID id) implements Receiver {}

    /** Every active person. */
    record Everybody() implements Receiver {}
}
