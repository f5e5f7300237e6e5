package io.mortise.kernel.lifecycle;

import io.mortise.access.Caller;
import io.mortise.access.Requires;
import io.mortise.kernel.lifecycle.DesiredModule.Origin;
import io.mortise.kernel.lifecycle.artifact.ModuleArtifact;
import io.mortise.kernel.lifecycle.artifact.RefusedException;
import io.mortise.kernel.spi.KernelPermissions;
import io.mortise.kernel.spi.KernelResource;
import io.mortise.kernel.spi.Sentence;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.glassfish.jersey.media.multipart.BodyPart;
import org.glassfish.jersey.media.multipart.FormDataBodyPart;
import org.glassfish.jersey.media.multipart.FormDataMultiPart;
import org.jspecify.annotations.Nullable;

/**
 * Plans: {@code /api/module-plans}. A jar comes as multipart {@code file} (as many as one change needs), everything else
 * as JSON; beside files, JSON may come in the part {@code request}.
 */
@Path("module-plans")
@Produces(MediaType.APPLICATION_JSON)
public final class ModulePlansResource implements KernelResource {

    private final Artifacts artifacts;
    private final Planner planner;
    private final Plans plans;
    private final LockFile locks;
    private final Views views;

    ModulePlansResource(Artifacts artifacts, Planner planner, Plans plans, LockFile locks, Views views) {
        this.artifacts = artifacts;
        this.planner = planner;
        this.plans = plans;
        this.locks = locks;
        this.views = views;
    }

    /** Plans for uploaded jars, and what the request names besides. */
    @POST
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    @Requires(object = KernelPermissions.MODULE, action = KernelPermissions.PLAN)
    public Response upload(FormDataMultiPart form) {
        List<FormDataBodyPart> files = form.getFields("file");
        if (files == null || files.isEmpty()) {
            throw Faults.invalid("/file", "required", Map.of());
        }
        RequestBody request = requestOf(form);
        var changes = new ArrayList<Change>();
        var reasons = new ArrayList<Sentence>();
        for (FormDataBodyPart file : files) {
            String name = fileName(file);
            try (InputStream in = file.getEntityAs(InputStream.class)) {
                ModuleArtifact artifact = artifacts.receive(in, name, Origin.THIRD_PARTY);
                changes.add(new Change(Change.Kind.UPGRADE, artifact.id(), artifact.sha256(), false));
            } catch (RefusedException e) {
                reasons.addAll(e.reasons());
            } catch (IOException e) {
                throw new UncheckedIOException("the upload of " + name + " broke off", e);
            }
        }
        if (!reasons.isEmpty()) {
            Locale locale = Caller.current().locale();
            throw Faults.refused(
                    reasons.stream().map(reason -> views.say(locale, reason)).toList(),
                    reasons.stream()
                            .map(reason -> reason.key().substring(reason.key().lastIndexOf('.') + 1))
                            .toList());
        }
        if (isLock(request)) {
            return planLock(request);
        }
        if (request.has("changes")) {
            request.objects("changes").forEach(change -> changes.add(change.change()));
        }
        return answer(planner.plan(planRequest(request, changes, List.of())));
    }

    /** Plans for modules that are here. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Requires(object = KernelPermissions.MODULE, action = KernelPermissions.PLAN)
    public Response plan(String body) {
        RequestBody request = RequestBody.parse(body);
        if (isLock(request)) {
            return planLock(request);
        }
        List<Change> changes = request.has("changes")
                ? request.objects("changes").stream().map(RequestBody::change).toList()
                : List.of(request.change());
        return answer(planner.plan(planRequest(request, changes, List.of())));
    }

    @GET
    @Path("{id}")
    @Requires(object = KernelPermissions.MODULE, action = KernelPermissions.PLAN)
    public Map<String, Object> find(@PathParam("id") String id) {
        Plans.Kept kept = plans.find(id).orElseThrow(() -> Faults.planNotFound(id));
        Map<String, Object> view = views.plan(kept.plan(), Caller.current().locale());
        if (kept.operation() != null) {
            view.put("operation", kept.operation());
        }
        view.put(
                "stale",
                kept.operation() == null && !planner.world().equals(kept.plan().world()));
        return view;
    }

    private Response planLock(RequestBody request) {
        LockFile.Read read = locks.read(request.object("lock"));
        return answer(planner.plan(planRequest(request, read.changes(), read.obstacles())));
    }

    private static boolean isLock(RequestBody request) {
        return "lock".equals(request.textOrNull("change"));
    }

    private static PlanRequest planRequest(RequestBody request, List<Change> changes, List<Note> obstacles) {
        return new PlanRequest(
                changes,
                request.seconds("watchSeconds"),
                request.seconds("drainSeconds"),
                request.truth("acceptUnsigned"),
                request.truth("withDependents"),
                Caller.current().name(),
                obstacles);
    }

    private Response answer(Plan plan) {
        return Response.created(URI.create("/api/module-plans/" + plan.id()))
                .entity(views.plan(plan, Caller.current().locale()))
                .build();
    }

    /** The part {@code request}, or plain form fields of the same names. */
    private static RequestBody requestOf(FormDataMultiPart form) {
        FormDataBodyPart request = form.getField("request");
        if (request != null) {
            return RequestBody.parse(request.getValueAs(String.class));
        }
        var members = new java.util.LinkedHashMap<String, Object>();
        for (String name : List.of("acceptUnsigned", "withDependents")) {
            text(form, name).ifPresent(value -> members.put(name, Boolean.valueOf(value)));
        }
        for (String name : List.of("watchSeconds", "drainSeconds")) {
            text(form, name).ifPresent(value -> members.put(name, number(name, value)));
        }
        return RequestBody.parse(Json.write(members));
    }

    private static java.util.Optional<String> text(FormDataMultiPart form, String name) {
        return java.util.Optional.ofNullable(form.getField(name)).map(part -> part.getValueAs(String.class));
    }

    private static long number(String name, String value) {
        try {
            return Long.parseLong(value.strip());
        } catch (NumberFormatException e) {
            throw Faults.invalid("/" + name, "not-seconds", Map.of("most", 3600));
        }
    }

    private static String fileName(BodyPart part) {
        @Nullable
        String name = part.getContentDisposition() == null
                ? null
                : part.getContentDisposition().getFileName();
        if (name == null || name.isBlank()) {
            return "upload.jar";
        }
        String last = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
        return last.replaceAll("\\p{Cntrl}", "?");
    }
}
