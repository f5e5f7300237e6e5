package io.mortise.permissions.internal.administration;

import java.util.List;
import java.util.UUID;

/**
 * What a change would do before it is done (PERMISSIONS.md, section 11).
 *
 * @param peopleAffected active people who would have other permissions
 * @param someAffected a few of them
 * @param peopleJudged for how many of them the following was computed: all of them, up to 2,000
 * @param permissions what would be opened or closed, and for how many people; what begins later counts as begun
 * @param fields sensitive fields that would be seen by people who do not see them now
 * @param conflicts people who would newly hold two duties that nobody may hold both, and which
 * @param peopleCounted for how many of them rows were counted: all of them, up to 50; 0 while nobody can count
 * @param rows records that those people would gain or lose, by object
 * @param someRows the same for a few of them one by one
 * @param secondPerson whether somebody else must agree
 */
public record Preview(
        long peopleAffected,
        List<Affected> someAffected,
        long peopleJudged,
        List<Opened> permissions,
        List<Seen> fields,
        List<String> conflicts,
        long peopleCounted,
        List<Rows> rows,
        List<PersonRows> someRows,
        boolean secondPerson) {

    public Preview {
        someAffected = List.copyOf(someAffected);
        someRows = List.copyOf(someRows);
    }

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
     * Records of an object that people could read.
     *
     * @param people how many would gain or lose any
     * @param gained how many they would read that they do not now, summed; counted up to 10,000 a person
     * @param lost how many they would not read any more, in the same way
     * @param atLeast whether a count met that cap
     */
    public record Rows(String object, long people, long gained, long lost, boolean atLeast) {}

    /** The same for one person. */
    public record PersonRows(UUID person, String object, long gained, long lost, boolean atLeast) {}
}
