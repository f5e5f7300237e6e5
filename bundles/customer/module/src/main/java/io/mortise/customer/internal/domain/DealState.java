package io.mortise.customer.internal.domain;

import io.mortise.customer.CustomerStage;
import java.util.Locale;

/** Whether a customer has ever bought. It follows from the stages it went through, so that nobody sets it by hand. */
public enum DealState {
    /** 未成交: nothing bought yet. */
    NONE,
    /** 已成交: bought, and stays so when it falls asleep or is lost. */
    DEALT;

    /** As written in JSON and SQL: {@code dealt}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What it is after a move: a deal taken back to following was none, a sleeper that wakes up has still bought. */
    public static DealState after(DealState before, CustomerStage from, CustomerStage to) {
        return switch (to) {
            case DEAL, REPEAT -> DEALT;
            case POTENTIAL, FOLLOWING -> from == CustomerStage.DEAL ? NONE : before;
            case DORMANT, LOST -> before;
        };
    }
}
