package io.mortise.customer.internal.demo;

import org.jspecify.annotations.Nullable;

/**
 * Somebody who works in the made-up company.
 *
 * @param employeeNumber what identity knows him by
 * @param department the path of his department, {@code 总部/华东大区/上海一部}
 * @param position his position
 * @param role key of the delivered role that fits him
 * @param manager employee number of who leads him; null for the one above all
 */
public record DemoPerson(
        String employeeNumber,
        String name,
        String email,
        String phone,
        String department,
        String position,
        String role,
        @Nullable String manager) {

    /** Whether he owns customers. */
    public boolean sells() {
        return role.startsWith("sales");
    }
}
