package io.mortise.kernel.launcher.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.jul.LevelChangePropagator;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * Sets up logback in code: found as a service by logback itself, so that the very first line already looks right, and
 * {@linkplain #apply applied} again when the settings are read. An XML file would cost a parser at each start.
 *
 * <p>Goes to standard output; files, rotation and shipping are the business of whoever runs the process.
 */
public final class Logging extends ContextAwareBase implements Configurator {

    /** The key of the diagnostic context that holds the trace id. */
    static final String TRACE = "trace";

    /** Libraries that chat at INFO. */
    private static final Map<String, Level> QUIET = Map.ofEntries(
            Map.entry("com.zaxxer.hikari", Level.WARN),
            Map.entry("org.eclipse.jetty", Level.WARN),
            Map.entry("org.flywaydb", Level.WARN),
            Map.entry("org.glassfish.jersey", Level.WARN),
            Map.entry("org.hibernate", Level.WARN),
            // Sessions are given their connection, so there is never a provider to miss.
            Map.entry("org.hibernate.orm.connection", Level.ERROR),
            // Says again what is thrown anyway, with the values of the row, which are personal data.
            Map.entry("org.hibernate.orm.jdbc.error", Level.OFF),
            Map.entry("org.jvnet.hk2", Level.WARN),
            Map.entry("com.networknt", Level.WARN),
            Map.entry("com.github.kagkarlsson", Level.WARN));

    private static final String TEXT =
            "%d{HH:mm:ss.SSS} %-5level %-28.28logger{28} %msg%replace( %kvp{NONE}){'^ $', ''}%replace( [%X{trace}]){' \\[\\]', ''}%n%ex";

    /** Called by logback through its service loader. */
    public Logging() {}

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        setUp(context, LoggingSettings.Format.AUTO, Level.INFO, Map.of());
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /** Logs by these settings from now on, and takes in what libraries say through java.util.logging. */
    public static void apply(LoggingSettings settings) {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.reset();
            setUp(context, settings.format(), Level.valueOf(settings.root().name()), settings.level());
            var propagator = new LevelChangePropagator();
            propagator.setContext(context);
            propagator.setResetJUL(true);
            context.addListener(propagator);
            propagator.start();
        }
        if (!SLF4JBridgeHandler.isInstalled()) {
            SLF4JBridgeHandler.removeHandlersForRootLogger();
            SLF4JBridgeHandler.install();
        }
    }

    private static void setUp(
            LoggerContext context, LoggingSettings.Format format, Level root, Map<String, String> levels) {
        var appender = new ConsoleAppender<ILoggingEvent>();
        appender.setContext(context);
        appender.setName("console");
        appender.setEncoder(encoder(context, format));
        appender.start();

        var rootLogger = context.getLogger(Logger.ROOT_LOGGER_NAME);
        rootLogger.setLevel(root);
        rootLogger.addAppender(appender);
        QUIET.forEach((name, level) -> context.getLogger(name).setLevel(root.isGreaterOrEqual(level) ? root : level));
        levels.forEach((name, level) -> context.getLogger(name).setLevel(Level.valueOf(level)));
    }

    private static Encoder<ILoggingEvent> encoder(LoggerContext context, LoggingSettings.Format format) {
        if (json(format)) {
            var encoder = new JsonLines();
            encoder.setContext(context);
            encoder.start();
            return encoder;
        }
        var layout = new PatternLayout();
        layout.setContext(context);
        layout.setPattern(TEXT);
        layout.start();
        var encoder = new LayoutWrappingEncoder<ILoggingEvent>();
        encoder.setContext(context);
        encoder.setCharset(StandardCharsets.UTF_8);
        encoder.setLayout(layout);
        encoder.start();
        return encoder;
    }

    private static boolean json(LoggingSettings.Format format) {
        return switch (format) {
            case JSON -> true;
            case TEXT -> false;
            case AUTO -> System.console() == null || !System.console().isTerminal();
        };
    }
}
