package io.mortise.kernel.launcher.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code mortise audit …}: the trail of what was done and refused, which the access module keeps. */
final class AuditVerbs {

    private static final String PATH = "/api/access/audit/verification";

    private AuditVerbs() {}

    /** The group with all its verbs. */
    static CommandLine group(Session session) {
        return new CommandLine(new Group(session)).addSubcommand(new Verify(session));
    }

    @Command(name = "audit", synopsisSubcommandLabel = "VERB")
    static final class Group extends Verb {
        Group(Session session) {
            super(session);
        }

        @Override
        public Integer call() {
            return usage();
        }
    }

    @Command(name = "verify")
    static final class Verify extends Verb {

        @Option(names = "--anchor", paramLabel = "POSITION:HASH", descriptionKey = "audit.anchor")
        @Nullable
        String anchor;

        Verify(Session session) {
            super(session);
        }

        /** Fails also when the chain is broken, so that a nightly script notices. */
        @Override
        public Integer call() {
            JsonNode check = session.server().post(PATH, anchor == null ? Map.of() : Map.of("anchor", anchor));
            boolean whole = check.path("whole").asBoolean();
            if (session.json) {
                session.screen().json(check);
            } else if (whole) {
                session.screen()
                        .say(
                                "audit.whole",
                                "entries",
                                check.path("entries").asText(),
                                "anchor",
                                check.path("entries").asText() + ":"
                                        + check.path("hash").asText());
            } else {
                session.screen()
                        .say(
                                "audit.broken",
                                "position",
                                check.path("position").asText(),
                                "fault",
                                check.path("fault").asText(),
                                "entries",
                                check.path("entries").asText());
            }
            return whole ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
        }
    }
}
