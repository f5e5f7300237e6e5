package io.mortise.kernel.gateway;

import jakarta.ws.rs.ext.WriterInterceptor;
import jakarta.ws.rs.ext.WriterInterceptorContext;
import java.io.IOException;

/**
 * Remembers what broke off the writing of an answer that had begun: Jersey logs it and then ends the answer as if it were
 * whole, so that the client would take a part for everything.
 */
final class BrokenAnswers implements WriterInterceptor {

    @Override
    public void aroundWriteTo(WriterInterceptorContext context) throws IOException {
        try {
            context.proceed();
        } catch (IOException | RuntimeException | Error failure) {
            if (context.getProperty(RestApp.INQUIRY) instanceof Exchange exchange) {
                exchange.writeFailed(failure);
            }
            throw failure;
        }
    }
}
