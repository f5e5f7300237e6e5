package io.mortise.kernel.launcher;

import io.mortise.kernel.spi.Section;
import io.mortise.kernel.spi.Setting;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The process: section {@code server} of {@code etc/mortise.properties}.
 *
 * @param data the data folder
 * @param stopLimit how long a graceful stop may take
 */
@Section("server")
public record ServerSettings(
        @Setting(
                value = "data",
                help = "The data folder: database, stored modules, drop folder. Below the home folder when it is not"
                        + " absolute; the option --data wins.")
        Path data,

        @Setting(
                value = "30s",
                help = "How long stopping may take: requests in flight end, then everything is closed. What is not"
                        + " done by then is cut off.")
        Duration stopLimit) {}
