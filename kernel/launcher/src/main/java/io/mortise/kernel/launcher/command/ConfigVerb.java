package io.mortise.kernel.launcher.command;

import io.mortise.kernel.launcher.KernelOptions;
import io.mortise.kernel.launcher.configuration.Configuration;
import picocli.CommandLine.Command;

/** {@code mortise config}: the commented example file. */
@Command(name = "config")
final class ConfigVerb extends Verb {

    ConfigVerb(Session session) {
        super(session);
    }

    @Override
    public Integer call() {
        session.screen().line(Configuration.example(KernelOptions.SECTIONS).stripTrailing());
        return 0;
    }
}
