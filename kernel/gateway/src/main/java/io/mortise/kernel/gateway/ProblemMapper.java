package io.mortise.kernel.gateway;

import io.mortise.rest.Problem;
import io.mortise.rest.ProblemException;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import org.glassfish.jersey.server.ContainerRequest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns whatever a resource method or Jersey throws into {@code application/problem+json}, and an error status without a
 * body too. Works on any thread that answers, also one of the module's own.
 */
final class ProblemMapper implements ExceptionMapper<Throwable>, ContainerResponseFilter {

    private static final Logger LOG = LoggerFactory.getLogger(ProblemMapper.class);

    @Inject
    private @Nullable Provider<ContainerRequest> requests;

    @Override
    public Response toResponse(Throwable failure) {
        if (failure instanceof WebApplicationException answer
                && answer.getResponse().getStatus() < 400) {
            return answer.getResponse();
        }
        Inquiry inquiry = inquiry();
        Problem problem = Failures.problem(failure).orElse(KernelProblems.INTERNAL);
        if (problem.status() >= 500 && !(failure instanceof ProblemException)) {
            LOG.error("{} failed", inquiry.line(), failure);
        }
        Response.ResponseBuilder answer = Response.status(problem.status())
                .type(Problems.MEDIA_TYPE)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .entity(inquiry.words(problem));
        if (failure instanceof WebApplicationException said) {
            keep(said.getResponse(), HttpHeaders.ALLOW, answer);
            keep(said.getResponse(), HttpHeaders.RETRY_AFTER, answer);
            keep(said.getResponse(), HttpHeaders.WWW_AUTHENTICATE, answer);
        } else if (problem.status() == 401) {
            answer.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        }
        return answer.build();
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        if (response.getStatus() >= 400 && !response.hasEntity() && !"HEAD".equals(request.getMethod())) {
            Problem problem = KernelProblems.ofStatus(response.getStatus());
            response.setEntity(
                    RestApp.inquiry(request).words(problem),
                    new java.lang.annotation.Annotation[0],
                    jakarta.ws.rs.core.MediaType.valueOf(Problems.MEDIA_TYPE));
        }
    }

    private Inquiry inquiry() {
        if (Inquiry.CURRENT.isBound()) {
            return Inquiry.CURRENT.get();
        }
        if (requests == null) {
            throw new IllegalStateException("Jersey did not inject the request into the problem mapper");
        }
        return RestApp.inquiry(requests.get());
    }

    private static void keep(Response from, String header, Response.ResponseBuilder to) {
        String value = from.getHeaderString(header);
        if (value != null) {
            to.header(header, value);
        }
    }
}
