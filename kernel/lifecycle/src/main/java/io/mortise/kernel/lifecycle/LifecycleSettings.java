package io.mortise.kernel.lifecycle;

import io.mortise.kernel.lifecycle.artifact.ArtifactLimits;
import io.mortise.kernel.spi.Section;
import io.mortise.kernel.spi.Setting;
import java.time.Duration;

/**
 * How modules are let in and changed: section {@code modules} of {@code etc/mortise.properties}.
 *
 * @param dropFolder what happens to a jar that is put into {@code deploy/}
 * @param unsigned what a jar that nobody signed needs
 * @param trustFolder certificates whose signatures count, below the home folder
 * @param maxJarMegabytes largest jar
 * @param maxEntries most entries of one jar, nested API jars counted too
 * @param maxUnpackedMegabytes largest sum of the unpacked entries
 * @param maxRatio most times that an entry above 1 MiB may grow when it is unpacked
 * @param watch how long new instances are watched
 * @param drain how long requests of the old instances may take to end
 * @param resolveLimit how long a trial resolution may take
 * @param startLimit how long one instance's start may take
 * @param planLifetime how long a plan may wait to be applied
 * @param keptVersions how many installed versions of a module stay in the store
 * @param watchMinimumRequests how many answers are needed before a watch judges
 * @param watchErrorPoints how many percentage points more failures than before are worse
 * @param watchLatencyFactor how many times the old median is worse
 */
@Section("modules")
public record LifecycleSettings(
        @Setting(
                value = "when-clean",
                help = "What happens to a jar that is put into <data>/deploy: when-clean applies its plan when it"
                        + " has no warnings, apply applies it in any case, plan-only writes the report alone.")
        DropFolderPolicy dropFolder,

        @Setting(
                value = "automatic",
                help = "What a jar that nobody signed needs: automatic asks for acceptUnsigned as soon as the trust"
                        + " folder holds a certificate and only warns before; allow only warns, ask always asks,"
                        + " refuse refuses.")
        Unsigned unsigned,

        @Setting(
                value = "etc/trust",
                help = "Folder with the certificates (.pem, .crt, .cer) whose JAR signatures count, below the home"
                        + " folder or absolute.")
        String trustFolder,

        @Setting(value = "64", help = "Largest module jar, in megabytes.")
        int maxJarMegabytes,

        @Setting(value = "20000", help = "Most entries of one module jar; the entries of its API jars count too.")
        int maxEntries,

        @Setting(value = "512", help = "Most megabytes that a module jar may hold when it is unpacked.")
        int maxUnpackedMegabytes,

        @Setting(value = "200", help = "Most times that an entry above 1 MB may grow when it is unpacked.")
        int maxRatio,

        @Setting(
                value = "30s",
                help = "How long new instances are watched before the old ones are closed; a plan may say otherwise.")
        Duration watch,

        @Setting(
                value = "60s",
                help = "How long requests of the old instances may take to end; a plan may say otherwise.")
        Duration drain,

        @Setting(value = "20s", help = "How long a plan may try to resolve a jar.")
        Duration resolveLimit,

        @Setting(
                value = "60s",
                help = "How long the start of one module may take; past it the module counts as failed.")
        Duration startLimit,

        @Setting(value = "24h", help = "How long a plan can be applied; afterwards it must be made again.")
        Duration planLifetime,

        @Setting(value = "5", help = "How many installed versions of a module stay in the artifact store.")
        int keptVersions,

        @Setting(value = "20", help = "How many answers of a new instance are needed before the watch judges it.")
        int watchMinimumRequests,

        @Setting(
                value = "5",
                help = "A new instance is worse when it fails this many percentage points more often than the old.")
        int watchErrorPoints,

        @Setting(
                value = "4",
                help = "A new instance is worse when its median answer takes this many times as long as the old's.")
        int watchLatencyFactor) {

    /** What happens to a jar in the drop folder. */
    public enum DropFolderPolicy {
        /** Applied when the plan has neither blockers nor warnings. */
        WHEN_CLEAN,
        /** Applied when the plan has no blockers. */
        APPLY,
        /** Never applied: the report says what would happen. */
        PLAN_ONLY
    }

    /** What a jar without a signature needs. */
    public enum Unsigned {
        /** {@link #ASK} as soon as a certificate is trusted, {@link #ALLOW} before. */
        AUTOMATIC,
        /** A warning. */
        ALLOW,
        /** An explicit yes, {@code acceptUnsigned}. */
        ASK,
        /** Never let in. */
        REFUSE
    }

    public LifecycleSettings {
        positive("max-jar-megabytes", maxJarMegabytes);
        positive("max-entries", maxEntries);
        positive("max-unpacked-megabytes", maxUnpackedMegabytes);
        positive("max-ratio", maxRatio);
        positive("kept-versions", keptVersions);
        positive("watch-minimum-requests", watchMinimumRequests);
        positive("watch-error-points", watchErrorPoints);
        positive("watch-latency-factor", watchLatencyFactor);
        if (watch.isNegative() || drain.isNegative()) {
            throw new IllegalArgumentException("modules.watch and modules.drain can't be negative");
        }
    }

    /** The defaults, for tests and tools. */
    public static LifecycleSettings defaults() {
        return new LifecycleSettings(
                DropFolderPolicy.WHEN_CLEAN,
                Unsigned.AUTOMATIC,
                "etc/trust",
                64,
                20_000,
                512,
                200,
                Duration.ofSeconds(30),
                Duration.ofSeconds(60),
                Duration.ofSeconds(20),
                Duration.ofSeconds(60),
                Duration.ofHours(24),
                5,
                20,
                5,
                4);
    }

    /** The limits of a jar. */
    public ArtifactLimits limits() {
        return new ArtifactLimits(
                maxJarMegabytes * 1024L * 1024L, maxEntries, maxUnpackedMegabytes * 1024L * 1024L, maxRatio);
    }

    private static void positive(String key, int value) {
        if (value < 1) {
            throw new IllegalArgumentException("modules." + key + " must be at least 1, not " + value);
        }
    }
}
