package io.mortise.kernel.launcher.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mortise module …}. */
final class ModuleVerbs {

    private ModuleVerbs() {}

    /** The group with all its verbs. */
    static CommandLine group(Session session) {
        return new CommandLine(new Group(session))
                .addSubcommand(new ListAll(session))
                .addSubcommand(new Plan(session))
                .addSubcommand(new Apply(session))
                .addSubcommand(new Enable(session))
                .addSubcommand(new Disable(session))
                .addSubcommand(new Rollback(session))
                .addSubcommand(new Finalize(session))
                .addSubcommand(new Uninstall(session))
                .addSubcommand(new History(session))
                .addSubcommand(new Lock(session));
    }

    @Command(name = "module", synopsisSubcommandLabel = "VERB")
    static final class Group extends Verb {
        Group(Session session) {
            super(session);
        }

        @Override
        public Integer call() {
            return usage();
        }
    }

    @Command(name = "list")
    static final class ListAll extends Verb {
        ListAll(Session session) {
            super(session);
        }

        @Override
        public Integer call() {
            JsonNode answer = session.server().get("/api/modules");
            if (session.json) {
                session.screen().json(answer);
                return 0;
            }
            var rows = new ArrayList<List<String>>();
            answer.path("items")
                    .forEach(module -> rows.add(List.of(
                            module.path("id").asText(),
                            module.path("version").asText(),
                            module.path("state").asText(),
                            module.path("failure")
                                    .asText(module.path("displayName").asText()))));
            session.screen().table(List.of("module", "version", "state", "name"), rows);
            return 0;
        }
    }

    @Command(name = "plan")
    static final class Plan extends Verb {

        @Parameters(arity = "1..*", paramLabel = "FILE", descriptionKey = "change.files")
        List<Path> files = List.of();

        @Mixin
        PlanOptions options = new PlanOptions();

        Plan(Session session) {
            super(session);
        }

        @Override
        public Integer call() {
            JsonNode plan = planOf(session.server(), files, options);
            if (session.json) {
                session.screen().json(plan);
            } else {
                PlanView.show(session.screen(), plan);
            }
            return PlanView.blocked(plan) ? 1 : 0;
        }
    }

    @Command(name = "apply")
    static final class Apply extends Verb {

        @Parameters(arity = "1..*", paramLabel = "FILE", descriptionKey = "change.files")
        List<Path> files = List.of();

        @Mixin
        ApplyOptions options = new ApplyOptions();

        Apply(Session session) {
            super(session);
        }

        @Override
        public Integer call() {
            Server server = session.server();
            return new Change(session, server, options).carryOut(planOf(server, files, options.plan));
        }
    }

    /** A plan for module jars, or for one lock file. */
    private static JsonNode planOf(Server server, List<Path> files, PlanOptions options) {
        for (Path file : files) {
            if (!Files.isRegularFile(file)) {
                throw new CommandException("no-file", "file", file);
            }
        }
        if (files.size() == 1 && files.getFirst().toString().endsWith(".json")) {
            var body = new LinkedHashMap<String, Object>(options.fields());
            body.put("change", "lock");
            body.put("lock", lock(files.getFirst()));
            return server.post("/api/module-plans", body);
        }
        var fields = new LinkedHashMap<String, String>();
        options.fields().forEach((name, value) -> fields.put(name, String.valueOf(value)));
        return server.upload("/api/module-plans", files, fields);
    }

    private static JsonNode lock(Path file) {
        try {
            return new ObjectMapper().readTree(file.toFile());
        } catch (IOException e) {
            throw new CommandException("no-lock", "file", file, "reason", String.valueOf(e.getMessage()));
        }
    }

    /** A change of one installed module. */
    abstract static class Switch extends Verb {

        private final String change;

        @Parameters(paramLabel = "MODULE", descriptionKey = "change.module")
        String module = "";

        @Mixin
        ApplyOptions options = new ApplyOptions();

        Switch(Session session, String change) {
            super(session);
            this.change = change;
        }

        Map<String, Object> more() {
            return Map.of();
        }

        @Override
        public Integer call() {
            var way = new Change(session, session.server(), options);
            return way.carryOut(way.plan(change, module, more()));
        }
    }

    @Command(name = "enable")
    static final class Enable extends Switch {
        Enable(Session session) {
            super(session, "enable");
        }
    }

    @Command(name = "disable")
    static final class Disable extends Switch {
        Disable(Session session) {
            super(session, "disable");
        }
    }

    @Command(name = "rollback")
    static final class Rollback extends Switch {
        Rollback(Session session) {
            super(session, "rollback");
        }
    }

    @Command(name = "finalize")
    static final class Finalize extends Switch {
        Finalize(Session session) {
            super(session, "finalize");
        }
    }

    @Command(name = "uninstall")
    static final class Uninstall extends Switch {

        @Option(names = "--purge", descriptionKey = "change.purge")
        boolean purge;

        Uninstall(Session session) {
            super(session, "uninstall");
        }

        @Override
        Map<String, Object> more() {
            return Map.of("data", purge ? "purge" : "keep");
        }
    }

    @Command(name = "history")
    static final class History extends Verb {

        @Parameters(arity = "0..1", paramLabel = "MODULE", descriptionKey = "history.module")
        @Nullable
        String module;

        History(Session session) {
            super(session);
        }

        @Override
        public Integer call() {
            String path =
                    module == null ? "/api/module-operations" : "/api/modules/" + Server.segment(module) + "/history";
            JsonNode answer = session.server().get(path);
            if (session.json) {
                session.screen().json(answer);
                return 0;
            }
            var rows = new ArrayList<List<String>>();
            answer.path("items").forEach(line -> rows.add(module == null ? operation(line) : change(line)));
            session.screen().table(List.of("when", "who", "change", "what", "result", "reason"), rows);
            return 0;
        }

        private static List<String> operation(JsonNode operation) {
            var modules = new ArrayList<String>();
            operation.path("modules").forEach(each -> modules.add(each.asText()));
            return row(operation, "startedAt", String.join(", ", modules), "state");
        }

        private static List<String> change(JsonNode line) {
            String from = line.path("fromVersion").asText();
            String to = line.path("toVersion").asText();
            return row(line, "at", from.isEmpty() || to.isEmpty() ? from + to : from + " → " + to, "outcome");
        }

        private static List<String> row(JsonNode node, String when, String what, String result) {
            return List.of(
                    node.path(when).asText(),
                    node.path("author").asText(),
                    node.path("change").asText(),
                    what,
                    node.path(result).asText(),
                    node.path("reason").asText());
        }
    }

    @Command(name = "lock")
    static final class Lock extends Verb {

        @Parameters(arity = "0..1", paramLabel = "FILE", descriptionKey = "lock.file")
        @Nullable
        Path file;

        Lock(Session session) {
            super(session);
        }

        @Override
        public Integer call() throws IOException {
            byte[] lock = session.server().bytes("/api/modules/lock");
            if (file == null) {
                session.screen().line(new String(lock, java.nio.charset.StandardCharsets.UTF_8).strip());
                return 0;
            }
            Files.write(file, lock);
            session.screen().complain(session.screen().words("lock.written", "file", file));
            return 0;
        }
    }
}
