package io.mortise.kernel.gateway;

import java.util.List;
import java.util.logging.Filter;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * Keeps two kinds of Jersey's messages out of the log: clients that left in the middle of an answer, reported as SEVERE, and
 * a wrong warning for each resource that is an instance (PLATFORM.md, section 12). Holds the loggers: the JDK forgets the
 * filter of a logger that nobody holds.
 */
final class Quiet {

    private final List<Logger> loggers;

    private Quiet(List<Logger> loggers) {
        this.loggers = loggers;
    }

    static Quiet jersey() {
        Logger responder = Logger.getLogger("org.glassfish.jersey.server.ServerRuntime$Responder");
        responder.setFilter(record -> record.getThrown() == null || !AnswerWriter.clientLeft(record.getThrown()));
        Logger providers = Logger.getLogger("org.glassfish.jersey.internal.inject.Providers");
        providers.setFilter(wrongWarning());
        return new Quiet(List.of(responder, providers));
    }

    /** The loggers it holds. */
    int size() {
        return loggers.size();
    }

    private static Filter wrongWarning() {
        return (LogRecord record) -> !String.valueOf(record.getMessage())
                .contains("does not implement any provider interfaces applicable in the SERVER runtime");
    }
}
