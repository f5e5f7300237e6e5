package io.mortise.kernel.spi;

import java.util.Optional;

/** Keeps the answers of creating requests by their {@code Idempotency-Key} (DECISIONS.md 12). */
public interface Idempotency {

    /**
     * An answer as it was sent.
     *
     * @param contentType empty without a body
     * @param location empty when there was none
     * @param etag the header as it was sent, with its quotes; empty when there was none
     * @param body empty when there was none
     */
    record Answer(int status, String contentType, String location, String etag, byte[] body) {}

    /** How a reservation went. */
    sealed interface Reservation {
        /** First call: do the work, then {@link Idempotency#complete} inside its unit of work. */
        record Granted(String token) implements Reservation {}

        /** Same key and body, done before. */
        record Done(Answer answer) implements Reservation {}

        /** Same key, still running. */
        record Running() implements Reservation {}

        /** Same key, other body. */
        record OtherBody() implements Reservation {}
    }

    /**
     * Reserves the key in a transaction of its own, with a lease.
     *
     * @param space who and what: caller id, method and path
     * @param key the header's value
     * @param bodyDigest SHA-256 of the request's body, hexadecimal
     */
    Reservation reserve(String space, String key, String bodyDigest);

    /** Keeps the answer, in the unit of work of the calling thread. */
    void complete(String token, Answer answer);

    /** Gives the key free again after the work failed. */
    void release(String token);

    /** The kept answer, for tests and support. */
    Optional<Answer> find(String space, String key);
}
