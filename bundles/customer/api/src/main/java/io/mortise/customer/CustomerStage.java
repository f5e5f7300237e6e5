package io.mortise.customer;

import java.util.Locale;

/** How far the business with a customer has come (DOMAIN.md, section 2). Which moves are allowed is the module's rule. */
public enum CustomerStage {
    /** 潜在: known, nobody talks to it yet. */
    POTENTIAL,
    /** 跟进: somebody talks to it. */
    FOLLOWING,
    /** 成交: bought once. */
    DEAL,
    /** 复购: bought again. */
    REPEAT,
    /** 沉睡: silent for long. */
    DORMANT,
    /** 流失: gone. */
    LOST;

    /** As written in JSON, SQL and files: {@code potential}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
