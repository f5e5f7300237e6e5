package io.mortise.permissions.internal.policy;

import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is forbidden whatever was granted.
 *
 * @param id stable
 * @param name for people to read, shown in explanations
 * @param receiver whom it binds
 * @param object qualified
 * @param actions which; empty for every one
 * @param condition text in the filter language: only these records; null for all
 * @param caps most uses a day by everybody together, by action; then the actions are limited and not forbidden
 * @param reason never blank
 */
public record Restriction(
        UUID id,
        String name,
        Receiver receiver,
        String object,
        Set<String> actions,
        @Nullable String condition,
        Map<String, Long> caps,
        String reason) {
    public Restriction {
        actions = Set.copyOf(actions);
        caps = Map.copyOf(caps);
    }

    /** By the id alone: cheap, and it leaves nothing behind in the Java machine that would hold this version of the module. */
    @Override
    public int hashCode() {
        return id.hashCode();
    }
}
