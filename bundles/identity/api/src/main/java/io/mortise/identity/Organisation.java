package io.mortise.identity;

import java.time.ZoneId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The organisation as it is committed now, for modules; no permission of the caller is asked, since decisions rest on it.
 * Every change of what it answers ends the {@link io.mortise.access.PolicyEpoch}. Each method runs in the unit of work of
 * the caller, or in a reading one of its own. Thread-safe.
 */
@ProviderType
public interface Organisation {

    /** The person, whatever his status. */
    Optional<Subject> subject(UUID person);

    /** Those of these that exist. */
    Map<UUID, Subject> subjects(Collection<UUID> people);

    /** All departments, as a tree; held in memory and shared by all callers. */
    DepartmentTree departments();

    /**
     * Who reports to a person: by line manager, or by departments he heads, as the company chose.
     *
     * @param depth 1 for direct reports only
     */
    Set<UUID> reports(UUID person, int depth);

    /** Active people of these departments, not of those below. */
    List<UUID> members(Collection<UUID> departments);

    /** Active people with a tag. */
    List<UUID> tagged(UUID tag);

    /** Active people in a position. */
    List<UUID> holding(UUID position);

    /** The name of a tag or of a position, for sentences. */
    Optional<String> labelName(UUID tagOrPosition);

    /** How many active people there are. */
    long activePeople();

    /** Active people in the order of their ids, for work over everybody; empty at the end. */
    List<UUID> peopleAfter(UUID after, int limit);

    /** The company's time zone: when its days begin and end. */
    ZoneId zone();

    /** Whom a person stands in for today: absent people that named him. */
    Set<UUID> absentBehind(UUID person);
}
