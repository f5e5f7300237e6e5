package io.mortise.filter;

/**
 * What a filter may say after {@code me.}.
 *
 * @param type as of a field: text, number, person, department, record …
 * @param many whether there may be several values; such a one goes with {@code in} alone
 */
public record MeAttribute(String type, boolean many) {}
