package io.mortise.permissions.internal.rulebook;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One person may hold both duties of a conflict for a while. It counts only when a second person has agreed.
 *
 * @param id stable
 * @param conflict which
 * @param person who holds both
 * @param reason never blank
 * @param until exclusive; every waiver ends
 * @param askedBy caller's id
 * @param agreedBy another caller's id, null while nobody agreed
 */
public record Waiver(
        UUID id,
        UUID conflict,
        UUID person,
        String reason,
        Instant until,
        String askedBy,
        @Nullable String agreedBy) {

    /** Whether it counts at a moment. */
    public boolean holdsAt(Instant moment) {
        return agreedBy != null && !agreedBy.equals(askedBy) && until.isAfter(moment);
    }

    /** By the id alone: cheap, and it leaves nothing behind in the Java machine that would hold this version of the module. */
    @Override
    public int hashCode() {
        return id.hashCode();
    }
}
