package io.mortise.kernel.launcher.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mortise admin …}: for whoever holds the machine, when nobody can let him in over the network. */
final class AdminVerbs {

    private static final String PATH = "/api/identity/administrators";

    private AdminVerbs() {}

    /** The group with all its verbs. */
    static CommandLine group(Session session) {
        return new CommandLine(new Group(session))
                .addSubcommand(new Create(session))
                .addSubcommand(new Reset(session));
    }

    @Command(name = "admin", synopsisSubcommandLabel = "VERB")
    static final class Group extends Verb {
        Group(Session session) {
            super(session);
        }

        @Override
        public Integer call() {
            return usage();
        }
    }

    @Command(name = "create")
    static final class Create extends Verb {

        @Parameters(paramLabel = "NAME", descriptionKey = "admin.name")
        String name = "";

        @Option(names = "--login", paramLabel = "LOGIN", required = true, descriptionKey = "admin.login")
        String login = "";

        @Option(names = "--reason", paramLabel = "TEXT", descriptionKey = "admin.reason")
        String reason = "mortise admin create";

        Create(Session session) {
            super(session);
        }

        @Override
        public Integer call() {
            JsonNode made = session.server().post(PATH, Map.of("name", name, "login", login, "reason", reason));
            if (session.json) {
                session.screen().json(made);
            } else {
                session.screen()
                        .say(
                                "admin.created",
                                "name",
                                made.path("name").asText(),
                                "login",
                                made.path("login").asText(),
                                "password",
                                made.path("password").asText());
            }
            return CommandLine.ExitCode.OK;
        }
    }

    @Command(name = "reset")
    static final class Reset extends Verb {

        @Parameters(paramLabel = "LOGIN", descriptionKey = "admin.login")
        String login = "";

        Reset(Session session) {
            super(session);
        }

        @Override
        public Integer call() {
            JsonNode reset = session.server().post(PATH + "/recoveries", Map.of("login", login));
            if (session.json) {
                session.screen().json(reset);
            } else {
                session.screen()
                        .say(
                                "admin.reset",
                                "login",
                                reset.path("login").asText(),
                                "password",
                                reset.path("password").asText());
            }
            return CommandLine.ExitCode.OK;
        }
    }
}
