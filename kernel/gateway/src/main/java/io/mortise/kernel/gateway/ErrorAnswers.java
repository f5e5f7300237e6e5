package io.mortise.kernel.gateway;

import java.nio.ByteBuffer;
import java.util.Locale;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** What Jetty itself refuses (bad heads, bad bodies, too large) as problem+json, without its reasons: they name classes. */
final class ErrorAnswers implements Request.Handler {

    private final Problems words;

    ErrorAnswers(Problems words) {
        this.words = words;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        int status = response.getStatus();
        if (request.getAttribute(ErrorHandler.ERROR_STATUS) instanceof Integer told) {
            status = told;
        }
        Locale locale = Heads.locale(request.getHeaders().get(HttpHeader.ACCEPT_LANGUAGE));
        String trace = Heads.trace(request.getHeaders().get("traceparent"));
        byte[] body = words.render(KernelProblems.ofStatus(status < 400 ? 500 : status), locale, trace);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, Problems.MEDIA_TYPE);
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        response.getHeaders().put("X-Content-Type-Options", "nosniff");
        response.getHeaders().put("X-Trace-Id", trace);
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
        response.write(true, ByteBuffer.wrap(body), callback);
        return true;
    }
}
