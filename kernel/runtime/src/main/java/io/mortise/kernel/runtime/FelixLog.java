package io.mortise.kernel.runtime;

import org.apache.felix.framework.Logger;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;
import org.slf4j.LoggerFactory;

/** What the framework says, in the server's log instead of on standard output. */
final class FelixLog extends Logger {

    private static final org.slf4j.Logger LOG = LoggerFactory.getLogger("org.apache.felix.framework");

    FelixLog() {
        setLogLevel(LOG_WARNING);
    }

    @Override
    @SuppressWarnings("rawtypes") // the type of the method that is overridden
    protected void doLog(Bundle bundle, ServiceReference reference, int level, String message, Throwable cause) {
        String text = bundle == null ? message : bundle.getSymbolicName() + ": " + message;
        switch (level) {
            // An error of the framework is told again, in a sentence, by who asked for the work that failed.
            case LOG_ERROR -> LOG.warn(text, cause);
            case LOG_WARNING -> LOG.info(text, cause);
            default -> LOG.debug(text, cause);
        }
    }
}
