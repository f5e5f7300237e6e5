package io.mortise.kernel.lifecycle;

import io.mortise.kernel.lifecycle.DesiredModule.Contracting;
import io.mortise.kernel.lifecycle.DesiredModule.Origin;
import io.mortise.kernel.lifecycle.artifact.ModuleArtifact;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What becomes of a module's row: pure functions from the row before to the row after. */
final class Rows {

    private Rows() {}

    /** Who changes it, and why. */
    record Stamp(@Nullable String operation, String author, String reason) {}

    /** A module that was not there. */
    static DesiredModule installed(
            ModuleArtifact artifact, Origin origin, boolean contracts, @Nullable Long millis, Stamp stamp) {
        return new DesiredModule(
                artifact.id(),
                artifact.symbolicName(),
                artifact.version(),
                artifact.sha256(),
                true,
                true,
                null,
                null,
                contracts ? Contracting.OPEN : Contracting.DONE,
                false,
                origin,
                millis,
                stamp.operation(),
                stamp.author(),
                stamp.reason(),
                Instant.now());
    }

    /** Another artifact; the one before is the way back. The same artifact again changes nothing about that. */
    static DesiredModule upgraded(
            DesiredModule row, ModuleArtifact artifact, Origin origin, @Nullable Long millis, Stamp stamp) {
        boolean same = row.sha256().equals(artifact.sha256());
        return new DesiredModule(
                row.id(),
                artifact.symbolicName(),
                artifact.version(),
                artifact.sha256(),
                row.enabled(),
                true,
                same ? row.previousVersion() : row.version(),
                same ? row.previousSha256() : row.sha256(),
                same ? row.contracting() : Contracting.OPEN,
                false,
                origin,
                millis == null ? row.prepareMillis() : millis,
                stamp.operation(),
                stamp.author(),
                stamp.reason(),
                Instant.now());
    }

    /** Back to the artifact before: nothing is left to finalize, and there is no way back from the way back. */
    static DesiredModule rolledBack(DesiredModule row, ModuleArtifact artifact, @Nullable Long millis, Stamp stamp) {
        return new DesiredModule(
                row.id(),
                artifact.symbolicName(),
                artifact.version(),
                artifact.sha256(),
                row.enabled(),
                true,
                null,
                null,
                Contracting.DONE,
                false,
                row.origin(),
                millis == null ? row.prepareMillis() : millis,
                stamp.operation(),
                stamp.author(),
                stamp.reason(),
                Instant.now());
    }

    static DesiredModule switched(DesiredModule row, boolean enabled, @Nullable Long millis, Stamp stamp) {
        return new DesiredModule(
                row.id(),
                row.symbolicName(),
                row.version(),
                row.sha256(),
                enabled,
                row.installed(),
                row.previousVersion(),
                row.previousSha256(),
                row.contracting(),
                row.purging(),
                row.origin(),
                millis == null ? row.prepareMillis() : millis,
                stamp.operation(),
                stamp.author(),
                stamp.reason(),
                Instant.now());
    }

    static DesiredModule uninstalled(DesiredModule row, boolean purge, Stamp stamp) {
        return new DesiredModule(
                row.id(),
                row.symbolicName(),
                row.version(),
                row.sha256(),
                false,
                false,
                null,
                null,
                Contracting.DONE,
                purge,
                row.origin(),
                row.prepareMillis(),
                stamp.operation(),
                stamp.author(),
                stamp.reason(),
                Instant.now());
    }

    /** From {@link Contracting#BEGUN} on there is no way back. */
    static DesiredModule contracting(DesiredModule row, Contracting contracting, @Nullable String operation) {
        return new DesiredModule(
                row.id(),
                row.symbolicName(),
                row.version(),
                row.sha256(),
                row.enabled(),
                row.installed(),
                null,
                null,
                contracting,
                row.purging(),
                row.origin(),
                row.prepareMillis(),
                operation == null ? row.operation() : operation,
                row.author(),
                row.reason(),
                row.changedAt());
    }

    static DesiredModule purged(DesiredModule row) {
        return new DesiredModule(
                row.id(),
                row.symbolicName(),
                row.version(),
                row.sha256(),
                row.enabled(),
                row.installed(),
                row.previousVersion(),
                row.previousSha256(),
                row.contracting(),
                false,
                row.origin(),
                row.prepareMillis(),
                row.operation(),
                row.author(),
                row.reason(),
                row.changedAt());
    }
}
