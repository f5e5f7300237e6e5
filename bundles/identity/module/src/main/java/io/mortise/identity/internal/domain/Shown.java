package io.mortise.identity.internal.domain;

import io.mortise.data.RecordFields;

/**
 * A person, and what of him the caller may see and change.
 *
 * @param person the whole person: nothing of him leaves but by the fields
 * @param fields of this person
 */
public record Shown(Person person, RecordFields fields) {}
