package io.mortise.kernel.lifecycle;

import io.mortise.access.Caller;
import io.mortise.access.Requires;
import io.mortise.kernel.lifecycle.Operation.Step;
import io.mortise.kernel.lifecycle.Operation.Told;
import io.mortise.kernel.spi.KernelPermissions;
import io.mortise.kernel.spi.KernelResource;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Applied plans: {@code /api/module-operations}. */
@Path("module-operations")
@Produces(MediaType.APPLICATION_JSON)
public final class ModuleOperationsResource implements KernelResource {

    private static final int LAST = 100;
    private static final Duration HEARTBEAT = Duration.ofSeconds(10);

    private final Operations operations;
    private final Views views;

    ModuleOperationsResource(Operations operations, Views views) {
        this.operations = operations;
        this.views = views;
    }

    /** Applies a plan; what becomes of it is read at the address in {@code Location}. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Requires(object = KernelPermissions.MODULE, action = KernelPermissions.INSTALL)
    public Response apply(String body) {
        RequestBody request = RequestBody.parse(body);
        Caller caller = Caller.current();
        @Nullable String reason = request.textOrNull("reason");
        Operation operation = operations.apply(
                request.text("plan"),
                reason == null ? "" : reason,
                caller.name(),
                note -> views.say(caller.locale(), note.text()));
        return Response.accepted(
                        Map.of("id", operation.id(), "state", operation.state().word()))
                .location(URI.create("/api/module-operations/" + operation.id()))
                .build();
    }

    @GET
    @Requires(object = KernelPermissions.MODULE, action = KernelPermissions.READ)
    public Map<String, Object> list() {
        Locale locale = Caller.current().locale();
        return Map.of(
                "items",
                operations.last(LAST).stream()
                        .map(operation -> views.operation(operation, List.of(), locale))
                        .toList());
    }

    @GET
    @Path("{id}")
    @Requires(object = KernelPermissions.MODULE, action = KernelPermissions.READ)
    public Map<String, Object> find(@PathParam("id") String id) {
        Told told = operations.find(id).orElseThrow(() -> Faults.operationNotFound(id));
        return views.operation(told.operation(), told.steps(), Caller.current().locale());
    }

    /** Takes a running operation back: before it publishes, or while it watches. */
    @POST
    @Path("{id}/cancellation")
    @Requires(object = KernelPermissions.MODULE, action = KernelPermissions.INSTALL)
    public Response cancel(@PathParam("id") String id) {
        Operation operation = operations.cancel(id);
        return Response.accepted(
                        Map.of("id", operation.id(), "state", operation.state().word()))
                .build();
    }

    /**
     * The steps as they are taken, then the end, as server-sent events {@code step} and {@code end}; resumes after
     * {@code Last-Event-ID}.
     */
    @GET
    @Path("{id}/events")
    @Produces("text/event-stream")
    @Requires(object = KernelPermissions.MODULE, action = KernelPermissions.READ)
    public Response events(@PathParam("id") String id, @HeaderParam("Last-Event-ID") @Nullable String last) {
        if (operations.find(id).isEmpty()) {
            throw Faults.operationNotFound(id);
        }
        Locale locale = Caller.current().locale();
        int known = last != null && last.matches("[0-9]{1,6}") ? Integer.parseInt(last) : 0;
        StreamingOutput stream = out -> stream(id, known, locale, out);
        return Response.ok(stream)
                .header("Cache-Control", "no-store")
                .header("X-Accel-Buffering", "no")
                .build();
    }

    private void stream(String id, int from, Locale locale, OutputStream out) throws IOException {
        int known = from;
        try {
            while (true) {
                Told told = operations.find(id).orElseThrow(() -> Faults.operationNotFound(id));
                for (Step step : told.steps()) {
                    if (step.position() > known) {
                        send(out, "step", step.position(), Json.write(views.step(step, locale)));
                        known = step.position();
                    }
                }
                if (!told.operation().running()) {
                    send(out, "end", known + 1, Json.write(views.operation(told.operation(), List.of(), locale)));
                    return;
                }
                out.flush();
                await(id, known);
                out.write(": waiting\n\n".getBytes(StandardCharsets.UTF_8));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void await(String id, int known) throws InterruptedException {
        RunningOperation running = operations.running();
        if (running != null && running.operation().id().equals(id)) {
            running.awaitNews(known, HEARTBEAT);
        } else {
            Thread.sleep(Duration.ofMillis(20));
        }
    }

    private static void send(OutputStream out, String event, int id, String data) throws IOException {
        out.write(("event: " + event + "\nid: " + id + "\ndata: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
