package io.mortise.kernel.gateway;

import io.mortise.access.Caller;
import io.mortise.kernel.spi.ModuleInstance;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One line for each request on the logger {@code mortise.access}, as keys and values. No query (it may hold secrets and
 * names), no address and no person: who did what is the audit trail's to say; the trace id leads there.
 */
final class AccessLog {

    private static final Logger LOG = LoggerFactory.getLogger("mortise.access");

    private final boolean on;

    AccessLog(boolean on) {
        this.on = on;
    }

    void write(Exchange exchange, int status, long nanos) {
        if (!on || !LOG.isInfoEnabled()) {
            return;
        }
        ModuleInstance instance = exchange.instance();
        Caller caller = exchange.callerOrNull();
        LOG.atInfo()
                .addKeyValue("method", exchange.method())
                .addKeyValue("path", exchange.path())
                .addKeyValue("status", status)
                .addKeyValue("micros", nanos / 1000)
                .addKeyValue("module", exchange.module())
                .addKeyValue("version", instance == null ? "-" : instance.version())
                .addKeyValue("caller", caller == null ? "-" : caller.kind())
                .addKeyValue(
                        "protocol", exchange.request().getConnectionMetaData().getProtocol())
                .addKeyValue("trace", exchange.traceId())
                .log("request");
    }
}
