package io.mortise.timeline;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Adds entries to the timeline of another module's records; a Declarative Services component. Whoever shows the timeline has
 * made sure that the reader may read the record; what of the contributor's own he may see, the contributor decides, and
 * {@code Database} does for it: the call runs as the reader.
 *
 * <p>It is asked once per page, outside any unit of work and beside the other contributors, and has half a second. Who is
 * late, throws, or answers nonsense is left out of the page, which says so; nobody else notices. Thread-safe.
 */
@ConsumerType
public interface TimelineContributor {

    /**
     * The newest entries that the question asks for.
     *
     * @return newest first, at most as many as wanted; entries that were not asked for are dropped
     */
    List<TimelineEntry> entries(TimelineQuestion question) throws Exception;
}
