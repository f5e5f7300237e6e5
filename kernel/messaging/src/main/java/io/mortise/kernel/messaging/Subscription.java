package io.mortise.kernel.messaging;

/**
 * A module hears events of one name. All its listeners of that name are one subscription, so that renaming a class loses
 * nothing.
 */
record Subscription(long id, String module, String event) {}
