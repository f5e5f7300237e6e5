package io.mortise.permissions.internal.administration;

import java.util.List;
import java.util.UUID;

/**
 * What a change would do before it is done (PERMISSIONS.md, section 11).
 *
 * @param peopleAffected active people who would have other permissions
 * @param someAffected a few of them
 * @param permissions what would be opened or closed, and for how many people
 * @param fields sensitive fields that would be seen by people who do not see them now
 * @param conflicts people who would newly hold two duties that nobody may hold both, and which
 * @param rows records that those few people would gain or lose, by object; empty while nothing can compute them
 * @param secondPerson whether somebody else must agree
 */
public record Preview(
        long peopleAffected,
        List<Affected> someAffected,
        List<Opened> permissions,
        List<Seen> fields,
        List<String> conflicts,
        List<Rows> rows,
        boolean secondPerson) {

    /** A person who would have other permissions. */
    public record Affected(UUID person, String name) {}

    /**
     * A permission that people would gain or lose entirely.
     *
     * @param gained how many would hold it who do not now
     * @param lost how many would not hold it who do now
     */
    public record Opened(String permission, long gained, long lost) {}

    /**
     * A sensitive field.
     *
     * @param gained how many would see it who do not now
     */
    public record Seen(String object, String field, String sensitivity, long gained) {}

    /**
     * Records of an object that a person could read.
     *
     * @param before how many now, counted up to {@link Previews#CAP}
     * @param after how many then
     */
    public record Rows(UUID person, String object, long before, long after) {}
}
