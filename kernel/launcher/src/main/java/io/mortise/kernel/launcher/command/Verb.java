package io.mortise.kernel.launcher.command;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** One verb of the command line; answers with the exit code. */
abstract class Verb implements Callable<Integer> {

    final Session session;

    @Spec
    @Nullable
    CommandSpec spec;

    Verb(Session session) {
        this.session = session;
    }

    /** Shows the help of a verb that is only a group of others. */
    int usage() {
        Objects.requireNonNull(spec).commandLine().usage(session.screen().out());
        return CommandLine.ExitCode.USAGE;
    }
}
