package io.mortise.kernel.launcher.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code mortise dead-letters …}: events and jobs that failed too often. */
final class DeadLetterVerbs {

    private static final String PATH = "/api/kernel/dead-letters";

    private DeadLetterVerbs() {}

    /** The group with all its verbs. */
    static CommandLine group(Session session) {
        return new CommandLine(new Group(session))
                .addSubcommand(new ListAll(session))
                .addSubcommand(new Repeat(session))
                .addSubcommand(new Discard(session));
    }

    @Command(name = "dead-letters", synopsisSubcommandLabel = "VERB")
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
            JsonNode answer = session.server().get(PATH);
            if (session.json) {
                session.screen().json(answer);
                return 0;
            }
            var rows = new ArrayList<List<String>>();
            answer.path("items")
                    .forEach(letter -> rows.add(List.of(
                            letter.path("id").asText(),
                            letter.path("module").asText(),
                            letter.path("name").asText(),
                            letter.path("attempts").asText(),
                            letter.path("error").asText())));
            session.screen().table(List.of("id", "module", "name", "attempts", "error"), rows);
            return 0;
        }
    }

    @Command(name = "repeat")
    static final class Repeat extends Verb {

        @Parameters(paramLabel = "ID", descriptionKey = "dead-letters.id")
        String id = "";

        Repeat(Session session) {
            super(session);
        }

        @Override
        public Integer call() {
            JsonNode answer = session.server().post(PATH + "/" + Server.segment(id) + "/repetition", Map.of());
            return done(session, answer);
        }
    }

    @Command(name = "discard")
    static final class Discard extends Verb {

        @Parameters(paramLabel = "ID", descriptionKey = "dead-letters.id")
        String id = "";

        Discard(Session session) {
            super(session);
        }

        @Override
        public Integer call() {
            return done(session, session.server().delete(PATH + "/" + Server.segment(id)));
        }
    }

    private static int done(Session session, JsonNode answer) {
        if (session.json) {
            session.screen().json(answer);
        } else {
            session.screen().say("done");
        }
        return 0;
    }
}
