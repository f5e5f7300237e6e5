package io.mortise.sdk.modulejar;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** Ready-made modules for tests and benches: each a {@link ModuleJar} that the caller may still change. */
public final class SampleModules {

    private SampleModules() {}

    /** {@code GET /api/<id>/hello} answers {@code {"module":"<id>","version":"<version>"}}; needs {@code <id>.thing:read}. */
    public static ModuleJar hello(String id, String version) {
        return slowStart(id, version, Duration.ZERO);
    }

    /** {@link #hello} whose component takes its time to become active. */
    public static ModuleJar slowStart(String id, String version, Duration start) {
        return ModuleJar.named(id)
                .version(version)
                .describe(json -> json.object("thing", "read"))
                .source(id + ".internal.Hello", filled("""
                        package %ID%.internal;

                        import io.mortise.access.Requires;
                        import io.mortise.rest.RestResource;
                        import jakarta.ws.rs.GET;
                        import jakarta.ws.rs.Path;
                        import jakarta.ws.rs.Produces;
                        import org.osgi.service.component.annotations.Activate;
                        import org.osgi.service.component.annotations.Component;

                        @Component(service = Hello.class)
                        @RestResource
                        @Path("hello")
                        public final class Hello {

                            @Activate
                            public Hello() throws InterruptedException {
                                Thread.sleep(%START%);
                            }

                            @GET
                            @Produces("application/json")
                            @Requires(object = "%ID%.thing", action = "read")
                            public String hello() {
                                return "{\\"module\\":\\"%ID%\\",\\"version\\":\\"%VERSION%\\"}";
                            }
                        }
                        """, id, version).replace("%START%", start.toMillis() + "L"));
    }

    /**
     * {@link #hello} with requests that last: {@code GET /api/<id>/slow?millis=…} answers the version after that time,
     * {@code GET /api/<id>/stream?millis=…} sends a line every 50 ms for that long and the version last, and
     * {@code POST /api/<id>/upload} answers how many bytes came, and the version.
     */
    public static ModuleJar lasting(String id, String version) {
        return hello(id, version).source(id + ".internal.Lasting", filled("""
                        package %ID%.internal;

                        import io.mortise.access.Requires;
                        import io.mortise.rest.RestResource;
                        import jakarta.ws.rs.GET;
                        import jakarta.ws.rs.POST;
                        import jakarta.ws.rs.Path;
                        import jakarta.ws.rs.Produces;
                        import jakarta.ws.rs.QueryParam;
                        import jakarta.ws.rs.core.StreamingOutput;
                        import java.io.IOException;
                        import java.io.InputStream;
                        import java.io.OutputStream;
                        import org.osgi.service.component.annotations.Component;

                        @Component(service = Lasting.class)
                        @RestResource
                        @Path("")
                        public final class Lasting {

                            @GET
                            @Path("slow")
                            @Produces("text/plain")
                            @Requires(object = "%ID%.thing", action = "read")
                            public String slow(@QueryParam("millis") long millis) throws InterruptedException {
                                Thread.sleep(millis);
                                return "%VERSION%";
                            }

                            @GET
                            @Path("stream")
                            @Produces("text/plain")
                            @Requires(object = "%ID%.thing", action = "read")
                            public StreamingOutput stream(@QueryParam("millis") long millis) {
                                return out -> {
                                    for (long i = 0; i < millis / 50; i++) {
                                        out.write((i + "\\n").getBytes());
                                        out.flush();
                                        pause();
                                    }
                                    out.write("%VERSION%\\n".getBytes());
                                };
                            }

                            @POST
                            @Path("upload")
                            @Produces("text/plain")
                            @Requires(object = "%ID%.thing", action = "read")
                            public String upload(InputStream body) throws IOException {
                                return body.transferTo(OutputStream.nullOutputStream()) + " %VERSION%";
                            }

                            private static void pause() throws IOException {
                                try {
                                    Thread.sleep(50);
                                } catch (InterruptedException e) {
                                    throw new IOException(e);
                                }
                            }
                        }
                        """, id, version));
    }

    /** The API bundle {@code io.example.<id>.api} with the service {@code io.example.<id>.Greeter}. */
    public static ApiJar greeterApi(String id, String apiVersion) {
        return ApiJar.named("io.example." + id + ".api")
                .version(apiVersion)
                .source("io.example." + id + ".Greeter", filled("""
                        package io.example.%ID%;

                        import org.osgi.annotation.versioning.ProviderType;

                        @ProviderType
                        public interface Greeter {

                            String greet(String who) throws InterruptedException;

                            default String api() {
                                return "%VERSION%";
                            }
                        }
                        """, id, apiVersion));
    }

    /**
     * {@link #hello} that also brings {@link #greeterApi} and provides it: {@code greet("Ann")} answers
     * {@code <version> greets Ann}; {@code greet("slow 500")} takes that many milliseconds.
     */
    public static ModuleJar apiProvider(String id, String version, String apiVersion) {
        return hello(id, version)
                .api(greeterApi(id, apiVersion))
                .source(id + ".internal.Greetings", filled("""
                        package %ID%.internal;

                        import io.example.%ID%.Greeter;
                        import org.osgi.service.component.annotations.Component;

                        @Component
                        public final class Greetings implements Greeter {

                            @Override
                            public String greet(String who) throws InterruptedException {
                                if (who.startsWith("slow ")) {
                                    Thread.sleep(Long.parseLong(who.substring(5)));
                                }
                                return "%VERSION% greets " + who;
                            }
                        }
                        """, id, version));
    }

    /**
     * A module that calls {@link #apiProvider}'s service: {@code GET /api/<id>/greeting?who=Ann} answers what it said, and the
     * version of the API that this module sees: {@code 1.0.0 greets Ann by 1.0.0}.
     *
     * @param provider id of the providing module
     * @param apiVersion what it is compiled against
     * @param start how long its component takes to become active
     */
    public static ModuleJar dependent(String id, String version, String provider, String apiVersion, Duration start) {
        return ModuleJar.named(id)
                .version(version)
                .uses(greeterApi(provider, apiVersion))
                .describe(json -> json.object("thing", "read").needs(provider, null))
                .source(
                        id + ".internal.Greeting",
                        filled("""
                        package %ID%.internal;

                        import io.example.%PROVIDER%.Greeter;
                        import io.mortise.access.Requires;
                        import io.mortise.rest.RestResource;
                        import jakarta.ws.rs.GET;
                        import jakarta.ws.rs.Path;
                        import jakarta.ws.rs.Produces;
                        import jakarta.ws.rs.QueryParam;
                        import org.osgi.service.component.annotations.Activate;
                        import org.osgi.service.component.annotations.Component;
                        import org.osgi.service.component.annotations.Reference;

                        @Component(service = Greeting.class)
                        @RestResource
                        @Path("greeting")
                        public final class Greeting {

                            private final Greeter greeter;

                            @Activate
                            public Greeting(@Reference Greeter greeter) throws InterruptedException {
                                this.greeter = greeter;
                                Thread.sleep(%START%);
                            }

                            @GET
                            @Produces("text/plain")
                            @Requires(object = "%ID%.thing", action = "read")
                            public String greeting(@QueryParam("who") String who) throws InterruptedException {
                                return greeter.greet(who) + " by " + greeter.api();
                            }
                        }
                        """, id, version)
                                .replace("%PROVIDER%", provider)
                                .replace("%START%", start.toMillis() + "L"));
    }

    /** So many {@link #dependent} modules of one provider, {@code <provider>d01}, {@code <provider>d02} and on. */
    public static List<ModuleJar> dependents(
            int count, String version, String provider, String apiVersion, Duration start) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(number ->
                        dependent("%sd%02d".formatted(provider, number), version, provider, apiVersion, start))
                .toList();
    }

    /**
     * A module with the protected object {@code <id>.note}: {@code POST /api/<id>/notes} with the text as body answers the
     * id, {@code GET /api/<id>/notes} all texts in order, one a line, {@code GET /api/<id>/notes/count} their number.
     * Publishes {@code <id>.Noted} for each.
     */
    public static ModuleJar withEntity(String id, String version) {
        return ModuleJar.named(id)
                .version(version)
                .describe(json -> json.object("note", "read", "create")
                        .table("note", id + "_note")
                        .field("note", "text", "text", "internal")
                        .publishes(id + ".Noted"))
                .resource("db/expand/V001__note.sql", filled("""
                        create table %ID%_note (
                            id uuid primary key,
                            revision bigint not null,
                            created_at timestamp(6) with time zone not null,
                            text varchar(200) not null
                        )
                        """, id, version))
                .resource("db/expand/V002__note_order.sql", filled("""
                        create index %ID%_note_created on %ID%_note (created_at, id)
                        """, id, version))
                .source(id + ".internal.Noted", filled("""
                        package %ID%.internal;

                        import io.mortise.message.Event;
                        import io.mortise.message.EventName;

                        @EventName("%ID%.Noted")
                        public record Noted(String key, String text) implements Event {}
                        """, id, version))
                .source(id + ".internal.Note", filled("""
                        package %ID%.internal;

                        import jakarta.persistence.Column;
                        import jakarta.persistence.Entity;
                        import jakarta.persistence.Id;
                        import jakarta.persistence.Table;
                        import jakarta.persistence.Version;
                        import java.time.Instant;
                        import java.util.UUID;

                        @Entity
                        @Table(name = "%ID%_note")
                        public class Note {

                            @Id
                            UUID id;

                            @Version
                            long revision;

                            @Column(name = "created_at")
                            Instant createdAt;

                            String text;

                            protected Note() {}

                            Note(UUID id, Instant createdAt, String text) {
                                this.id = id;
                                this.createdAt = createdAt;
                                this.text = text;
                            }
                        }
                        """, id, version))
                .source(id + ".internal.Notes", filled("""
                        package %ID%.internal;

                        import io.mortise.access.Permission;
                        import io.mortise.access.Requires;
                        import io.mortise.data.Database;
                        import io.mortise.data.Ids;
                        import io.mortise.data.Listing;
                        import io.mortise.data.Order;
                        import io.mortise.message.Events;
                        import io.mortise.rest.RestResource;
                        import jakarta.ws.rs.Consumes;
                        import jakarta.ws.rs.GET;
                        import jakarta.ws.rs.POST;
                        import jakarta.ws.rs.Path;
                        import jakarta.ws.rs.Produces;
                        import java.time.Instant;
                        import java.util.List;
                        import java.util.UUID;
                        import org.osgi.service.component.annotations.Activate;
                        import org.osgi.service.component.annotations.Component;
                        import org.osgi.service.component.annotations.Reference;

                        @Component(service = Notes.class)
                        @RestResource
                        @Path("notes")
                        public final class Notes {

                            private static final Permission READ = new Permission("%ID%.note", "read");
                            private static final Permission CREATE = new Permission("%ID%.note", "create");

                            private final Database database;
                            private final Events events;

                            @Activate
                            public Notes(@Reference Database database, @Reference Events events) {
                                this.database = database;
                                this.events = events;
                            }

                            @POST
                            @Consumes("text/plain")
                            @Produces("text/plain")
                            @Requires(object = "%ID%.note", action = "create")
                            public String create(String text) {
                                UUID id = Ids.next();
                                database.write(() -> {
                                    database.insert(CREATE, new Note(id, Instant.now(), text));
                                    events.publish(new Noted(id.toString(), text));
                                    return id;
                                });
                                return id.toString();
                            }

                            @GET
                            @Produces("text/plain")
                            @Requires(object = "%ID%.note", action = "read")
                            public String all() {
                                return database.read(() -> String.join("\\n", database.page(new Listing<String>(
                                        READ, List.of("text"), List.of(), Order.ascending("created_at"), 1000, null,
                                        row -> row.requireText("text"))).items()));
                            }

                            @GET
                            @Path("count")
                            @Produces("text/plain")
                            @Requires(object = "%ID%.note", action = "read")
                            public String count() {
                                return Long.toString(database.read(() -> database.count(READ, List.of(), 1_000_000)));
                            }
                        }
                        """, id, version));
    }

    /**
     * A module that hears {@code <publisher>.Noted} of {@link #withEntity} and keeps the texts in the order of their
     * delivery: {@code GET /api/<id>/heard} answers them, one a line, after the listening version: {@code 1.0.0 text}.
     */
    public static ModuleJar listener(String id, String version, String publisher) {
        return ModuleJar.named(id)
                .version(version)
                .describe(json -> json.object("heard", "read").listens(publisher + ".Noted"))
                .resource("db/expand/V001__heard.sql", filled("""
                        create table %ID%_heard (
                            event_id uuid primary key,
                            place bigint generated by default as identity,
                            text varchar(300) not null
                        )
                        """, id, version))
                .source(id + ".internal.Noted", filled("""
                        package %ID%.internal;

                        import io.mortise.message.Event;
                        import io.mortise.message.EventName;

                        @EventName("%PUBLISHER%.Noted")
                        public record Noted(String key, String text) implements Event {}
                        """, id, version).replace("%PUBLISHER%", publisher))
                .source(id + ".internal.Ears", filled("""
                        package %ID%.internal;

                        import io.mortise.data.Database;
                        import io.mortise.message.Delivery;
                        import io.mortise.message.EventListener;
                        import java.util.Map;
                        import org.osgi.service.component.annotations.Activate;
                        import org.osgi.service.component.annotations.Component;
                        import org.osgi.service.component.annotations.Reference;

                        @Component
                        public final class Ears implements EventListener<Noted> {

                            private final Database database;

                            @Activate
                            public Ears(@Reference Database database) {
                                this.database = database;
                            }

                            @Override
                            public Class<Noted> event() {
                                return Noted.class;
                            }

                            @Override
                            public void on(Noted event, Delivery delivery) {
                                if (event.text().startsWith("refuse") && event.text().endsWith("%VERSION%")) {
                                    throw new IllegalStateException("%VERSION% refuses " + event.text());
                                }
                                var known = database.rows(
                                        "select place from %ID%_heard where event_id = :id",
                                        Map.of("id", delivery.eventId()),
                                        row -> row.requireNumber("place"));
                                if (known.isEmpty()) {
                                    database.execute(
                                            "insert into %ID%_heard (event_id, text) values (:id, :text)",
                                            Map.of("id", delivery.eventId(), "text", "%VERSION% " + event.text()));
                                }
                            }
                        }
                        """, id, version))
                .source(id + ".internal.Heard", heard(id, version, ""));
    }

    /**
     * A module with the job {@code tick}: {@code POST /api/<id>/ticks} with a text enqueues one, its run keeps the text;
     * {@code GET /api/<id>/heard} answers what ran, one a line, after the version: {@code 1.0.0 text}. A text
     * {@code slow 500} makes the run last that many milliseconds, unless it is asked to stop.
     */
    public static ModuleJar job(String id, String version) {
        return ModuleJar.named(id)
                .version(version)
                .describe(json -> json.object("heard", "read", "create").job("tick"))
                .resource("db/expand/V001__heard.sql", filled("""
                        create table %ID%_heard (
                            event_id uuid primary key,
                            place bigint generated by default as identity,
                            text varchar(300) not null
                        )
                        """, id, version))
                .source(id + ".internal.Tick", filled("""
                        package %ID%.internal;

                        import io.mortise.data.Database;
                        import io.mortise.data.Ids;
                        import io.mortise.message.Job;
                        import io.mortise.message.JobRun;
                        import io.mortise.message.Schedule;
                        import java.util.Map;
                        import org.osgi.service.component.annotations.Activate;
                        import org.osgi.service.component.annotations.Component;
                        import org.osgi.service.component.annotations.Reference;

                        @Component
                        public final class Tick implements Job {

                            private final Database database;

                            @Activate
                            public Tick(@Reference Database database) {
                                this.database = database;
                            }

                            @Override
                            public String name() {
                                return "tick";
                            }

                            @Override
                            public Schedule schedule() {
                                return Schedule.onDemand();
                            }

                            @Override
                            public void run(JobRun run) throws InterruptedException {
                                String text = run.payload().replaceAll("^\\"|\\"$", "");
                                long until = System.nanoTime()
                                        + (text.startsWith("slow ") ? Long.parseLong(text.substring(5)) : 0) * 1_000_000;
                                while (System.nanoTime() < until) {
                                    if (run.stopRequested()) {
                                        throw new IllegalStateException("stopped before the end, as asked");
                                    }
                                    Thread.sleep(5);
                                }
                                database.write(() -> database.execute(
                                        "insert into %ID%_heard (event_id, text) values (:id, :text)",
                                        Map.of("id", Ids.next(), "text", "%VERSION% " + text)));
                            }
                        }
                        """, id, version))
                .source(id + ".internal.Heard", heard(id, version, """

                            @jakarta.ws.rs.POST
                            @jakarta.ws.rs.Consumes("text/plain")
                            @Path("ticks")
                            @Requires(object = "%ID%.heard", action = "create")
                            public void tick(String text) {
                                jobs.enqueue("tick", text, "\\"" + text + "\\"", java.time.Duration.ZERO);
                            }

                            @Reference
                            volatile io.mortise.message.Jobs jobs;
                        """));
    }

    private static String heard(String id, String version, String more) {
        return filled("""
                package %ID%.internal;

                import io.mortise.access.Requires;
                import io.mortise.data.Database;
                import io.mortise.rest.RestResource;
                import jakarta.ws.rs.GET;
                import jakarta.ws.rs.Path;
                import jakarta.ws.rs.Produces;
                import java.util.Map;
                import org.osgi.service.component.annotations.Activate;
                import org.osgi.service.component.annotations.Component;
                import org.osgi.service.component.annotations.Reference;

                @Component(service = Heard.class)
                @RestResource
                @Path("")
                public final class Heard {

                    private final Database database;

                    @Activate
                    public Heard(@Reference Database database) {
                        this.database = database;
                    }

                    @GET
                    @Path("heard")
                    @Produces("text/plain")
                    @Requires(object = "%ID%.heard", action = "read")
                    public String heard() {
                        return database.read(() -> String.join("\\n", database.rows(
                                "select text from %ID%_heard order by place", Map.of(), row -> row.requireText("text"))));
                    }
                %MORE%}
                """.replace("%MORE%", more), id, version);
    }

    private static String filled(String text, String id, String version) {
        return text.replace("%ID%", id).replace("%VERSION%", version);
    }
}
