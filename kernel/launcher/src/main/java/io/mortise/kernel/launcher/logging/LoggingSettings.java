package io.mortise.kernel.launcher.logging;

import io.mortise.kernel.spi.Section;
import io.mortise.kernel.spi.Setting;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;

/**
 * What is logged, and how: section {@code logging} of {@code etc/mortise.properties}.
 *
 * @param format how a line looks
 * @param root the level of everything that is not named
 * @param level level by name of logger
 */
@Section("logging")
public record LoggingSettings(
        @Setting(
                value = "auto",
                help = "How a line of the log looks: json is one JSON object a line, text is for people, auto is text"
                        + " on a terminal and json elsewhere.")
        Format format,

        @Setting(
                value = "info",
                help = "The least level that is logged. Libraries say only warnings, whatever stands here.")
        Threshold root,

        @Setting(
                value = "debug",
                help = "The level of one logger and those below it; the name of the logger follows, for example"
                        + " logging.level.io.mortise=debug or logging.level.org.hibernate.SQL=debug. One of: trace,"
                        + " debug, info, warn, error, off.")
        Map<String, String> level) {

    /** How a line looks. */
    public enum Format {
        AUTO,
        JSON,
        TEXT
    }

    /** The least level that is logged. */
    public enum Threshold {
        TRACE,
        DEBUG,
        INFO,
        WARN,
        ERROR,
        OFF
    }

    public LoggingSettings {
        level = Map.copyOf(level);
        level.forEach((logger, name) -> {
            if (Arrays.stream(Threshold.values())
                    .noneMatch(threshold ->
                            threshold.name().toLowerCase(Locale.ROOT).equals(name))) {
                throw new IllegalArgumentException("logging.level." + logger + " is \"" + name
                        + "\"; expected is one of trace, debug, info, warn, error, off");
            }
        });
    }
}
