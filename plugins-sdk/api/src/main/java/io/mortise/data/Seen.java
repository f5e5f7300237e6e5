package io.mortise.data;

/**
 * A record as a caller sees it.
 *
 * @param entity the whole record, detached
 * @param fields what of it he may see and change
 */
public record Seen<E>(E entity, RecordFields fields) {}
