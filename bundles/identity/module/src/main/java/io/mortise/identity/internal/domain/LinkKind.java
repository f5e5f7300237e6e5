package io.mortise.identity.internal.domain;

import java.time.Duration;

/** What a link is for that lets somebody in once, without a password. */
public enum LinkKind {
    /** A new account: choose the first password. */
    INVITATION(Duration.ofHours(72)),
    /** A forgotten password. */
    RESET(Duration.ofHours(1)),
    /** The first administrator of a new server. */
    SETUP(Duration.ofDays(3650));

    private final Duration lasts;

    LinkKind(Duration lasts) {
        this.lasts = lasts;
    }

    /** How long it may be used. */
    public Duration lasts() {
        return lasts;
    }
}
