package io.mortise.customer.internal.pools;

/**
 * Most customers that a person owns.
 *
 * @param subject {@code person:<uuid>}, {@code department:<uuid>} for each who is in it, or {@code everybody}
 * @param most how many
 * @param countsDealt whether those with a deal count
 */
public record Capacity(String subject, long most, boolean countsDealt) {}
