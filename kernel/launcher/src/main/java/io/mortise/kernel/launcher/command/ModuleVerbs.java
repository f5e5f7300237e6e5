package io.mortise.kernel.launcher.command;

import com.fasterxml.jackson.databind.JsonNode;
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
                            module.path("name").asText())));
            session.screen().table(List.of("module", "version", "state", "name"), rows);
            return 0;
        }
    }

    @Command(name = "plan")
    static final class Plan extends Verb {

        @Parameters(arity = "1..*", paramLabel = "FILE", descriptionKey = "change.files")
        List<Path> files = List.of();

        @Option(names = "--watch", paramLabel = "SECONDS", descriptionKey = "change.watch")
        @Nullable
        Integer watch;

        @Option(names = "--drain", paramLabel = "SECONDS", descriptionKey = "change.drain")
        @Nullable
        Integer drain;

        Plan(Session session) {
            super(session);
        }

        @Override
        public Integer call() {
            var options = new ChangeOptions();
            options.watch = watch;
            options.drain = drain;
            JsonNode plan = upload(session.server(), files, options);
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
        ChangeOptions options = new ChangeOptions();

        @Option(names = "--accept-unsigned", descriptionKey = "change.accept-unsigned")
        boolean acceptUnsigned;

        Apply(Session session) {
            super(session);
        }

        @Override
        public Integer call() {
            Server server = session.server();
            return new Change(session, server, options, acceptUnsigned).carryOut(upload(server, files, options));
        }
    }

    private static JsonNode upload(Server server, List<Path> files, ChangeOptions options) {
        for (Path file : files) {
            if (!Files.isRegularFile(file)) {
                throw new CommandException("no-file", "file", file);
            }
        }
        var fields = new LinkedHashMap<String, String>();
        options.fields().forEach((name, value) -> fields.put(name, String.valueOf(value)));
        return server.upload("/api/module-plans", files, fields);
    }

    /** A change of one installed module. */
    abstract static class Switch extends Verb {

        private final String change;

        @Parameters(paramLabel = "MODULE", descriptionKey = "change.module")
        String module = "";

        @Mixin
        ChangeOptions options = new ChangeOptions();

        Switch(Session session, String change) {
            super(session);
            this.change = change;
        }

        Map<String, Object> more() {
            return Map.of();
        }

        @Override
        public Integer call() {
            var way = new Change(session, session.server(), options, false);
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
            return Map.of("purge", purge);
        }
    }

    @Command(name = "history")
    static final class History extends Verb {
        History(Session session) {
            super(session);
        }

        @Override
        public Integer call() {
            JsonNode answer = session.server().get("/api/module-operations");
            if (session.json) {
                session.screen().json(answer);
                return 0;
            }
            var rows = new ArrayList<List<String>>();
            answer.path("items")
                    .forEach(operation -> rows.add(List.of(
                            operation.path("startedAt").asText(),
                            operation.path("author").asText(),
                            PlanView.sentence(operation.path("change")),
                            operation.path("state").asText(),
                            operation.path("reason").asText())));
            session.screen().table(List.of("when", "who", "change", "result", "reason"), rows);
            return 0;
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
