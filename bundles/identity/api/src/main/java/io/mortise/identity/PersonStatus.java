package io.mortise.identity;

/** Whether a person works here. */
public enum PersonStatus {
    ACTIVE,
    SUSPENDED,
    LEFT
}
