package io.mortise.message;

/**
 * Something that happened: a record in a module's API, annotated with {@link EventName}, in the past tense. It is
 * written as JSON, so its components are values that Jackson reads and writes.
 */
public interface Event {

    /** The id of the record it is about; events of one key reach a listener in the order of their commits. */
    String key();
}
