package io.mortise.customer.internal.pools;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * A public pool.
 *
 * @param id what {@code poolId} of its customers says
 * @param name for people
 * @param on whether anything is claimed from it or recycled into it
 * @param setup who and how
 * @param revision for {@code If-Match}
 */
public record Pool(UUID id, String name, boolean on, Setup setup, long revision) {

    /** Fields a pool may show; others are never seen through it. */
    public static final Set<String> SHOWABLE = Set.of(
            "number",
            "name",
            "legalName",
            "kind",
            "grade",
            "industry",
            "scale",
            "region",
            "phone",
            "stage",
            "employees",
            "foundingYear",
            "createdAt");

    /**
     * Who, and how.
     *
     * @param order place among the pools, the least first: whose rules take a customer when several would
     * @param admins people who see the pool whole and run it
     * @param members {@code person:<uuid>}, {@code department:<uuid>}, {@code role:<uuid>} or {@code everybody}
     * @param visible fields that members see, of {@link #SHOWABLE}
     * @param masked those of them that show only what their mask leaves
     * @param recycle what comes into it by itself
     * @param claimsPerDay most customers that a member takes a day; 0 for no limit
     * @param viewsPerDay most customers that a member is shown a day; 0 for no limit
     * @param previousOwnerDays so long the last owner waits before he takes one again
     * @param newRecordHours so long nobody takes one that just came in
     */
    public record Setup(
            int order,
            List<UUID> admins,
            List<String> members,
            List<String> visible,
            Map<String, PoolMask> masked,
            List<Rule> recycle,
            long claimsPerDay,
            long viewsPerDay,
            int previousOwnerDays,
            int newRecordHours) {
        public Setup {
            admins = List.copyOf(admins);
            members = List.copyOf(members);
            visible = List.copyOf(visible);
            masked = Map.copyOf(masked);
            recycle = List.copyOf(recycle);
        }
    }

    /** What a rule waits for. */
    public enum Basis {
        /** Nobody wrote a follow-up for so long, and the owner has had it for as long. */
        FOLLOW_UP,
        /** No deal came for so long since the owner got it. */
        DEAL;

        /** As it is written. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * One rule by which customers come back. All conditions must hold.
     *
     * @param basis what did not happen
     * @param days for how long, at least 1
     * @param warnDays so many days before, the owner is told; nothing is taken before he was told so long ago; 0 for no warning
     * @param grades of these grades; empty for all
     * @param departments of owners of these departments; empty for all
     */
    public record Rule(Basis basis, int days, int warnDays, List<String> grades, List<UUID> departments) {
        public Rule {
            grades = List.copyOf(grades);
            departments = List.copyOf(departments);
        }
    }
}
