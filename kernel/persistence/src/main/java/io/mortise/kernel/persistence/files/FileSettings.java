package io.mortise.kernel.persistence.files;

import io.mortise.kernel.spi.Section;
import io.mortise.kernel.spi.Setting;
import java.time.Duration;

/**
 * Files that are sent to the server.
 *
 * @param maxMegabytes no module takes a larger one
 * @param freeMegabytes what must stay free on the disk
 * @param scanner whether files are taken without a scanner
 * @param scanLimit how long a scanner may take
 * @param keepUnused how long bytes stay that nothing refers to
 */
@Section("files")
public record FileSettings(
        @Setting(
                value = "200",
                help = "The largest file in MB that any module takes; each has a lower limit of its own.")
        int maxMegabytes,

        @Setting(
                value = "512",
                help = "MB that must stay free on the disk of the data folder; files that would take them are refused.")
        int freeMegabytes,

        @Setting(
                value = "optional",
                help = "optional takes files also while no module offers a virus scanner, required refuses them then.")
        Scanner scanner,

        @Setting(value = "1m", help = "How long a virus scanner may look at one file before the file is refused.")
        Duration scanLimit,

        @Setting(
                value = "1d",
                help = "How long bytes are kept that no record refers to: sent and not used, or no longer used.")
        Duration keepUnused) {

    /** Whether there must be a scanner. */
    public enum Scanner {
        OPTIONAL,
        REQUIRED
    }

    public FileSettings {
        if (maxMegabytes < 1 || freeMegabytes < 0) {
            throw new IllegalArgumentException("files.max-megabytes is " + maxMegabytes
                    + " and files.free-megabytes is " + freeMegabytes + "; the first is at least 1, the second 0");
        }
        if (!scanLimit.isPositive() || keepUnused.compareTo(Duration.ofMinutes(1)) < 0) {
            throw new IllegalArgumentException(
                    "files.scan-limit is positive, and files.keep-unused is at least a minute");
        }
    }

    /** What holds when nothing is configured. */
    public static FileSettings defaults() {
        return new FileSettings(200, 512, Scanner.OPTIONAL, Duration.ofMinutes(1), Duration.ofDays(1));
    }
}
