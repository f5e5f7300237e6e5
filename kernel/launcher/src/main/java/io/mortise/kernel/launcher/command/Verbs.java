package io.mortise.kernel.launcher.command;

import io.mortise.kernel.launcher.StartException;
import io.mortise.kernel.launcher.configuration.ConfigurationException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ResourceBundle;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Puts the verbs together, and turns what goes wrong into one sentence and an exit code. */
public final class Verbs {

    private Verbs() {}

    /**
     * Runs one command line.
     *
     * @return 0 on success, 1 on failure, 2 when the command line itself is wrong
     */
    public static int execute(Session session, PrintWriter out, PrintWriter err, String... arguments) {
        Optional<RunVerb> run = plainRun(session, List.of(arguments));
        if (run.isPresent()) {
            try {
                return run.get().call();
            } catch (InterruptedException | RuntimeException failure) {
                return say(session, failure);
            }
        }
        CommandLine line = new CommandLine(session)
                .addSubcommand(new RunVerb(session))
                .addSubcommand(ModuleVerbs.group(session))
                .addSubcommand(DeadLetterVerbs.group(session))
                .addSubcommand(AuditVerbs.group(session))
                .addSubcommand(AdminVerbs.group(session))
                .addSubcommand(new DemoDataVerb(session))
                .addSubcommand(new DoctorVerb(session))
                .addSubcommand(new ConfigVerb(session))
                .addSubcommand(new CommandLine.HelpCommand());
        explain(line);
        Locale locale = session.screen().locale();
        return line.setResourceBundle(ResourceBundle.getBundle(
                        "io.mortise.kernel.i18n.launcher",
                        locale,
                        ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES)))
                .setOut(out)
                .setErr(err)
                .setUsageHelpAutoWidth(true)
                .setExecutionExceptionHandler((failure, command, parsed) -> say(session, failure))
                .execute(arguments);
    }

    /**
     * {@code run} with nothing but well-formed options, read without the library that reads all the rest: its classes are too
     * old for the archive of loaded classes and would cost each start a fifth of its time. Everything else is left to it, also
     * every complaint.
     */
    static Optional<RunVerb> plainRun(Session session, List<String> arguments) {
        if (arguments.isEmpty() || !arguments.getFirst().equals("run")) {
            return Optional.empty();
        }
        var run = new RunVerb(session);
        var left = new ArrayDeque<>(arguments.subList(1, arguments.size()));
        Path data = null;
        while (!left.isEmpty()) {
            String option = left.pop();
            String value = left.peek();
            if (option.equals("--safe-mode")) {
                run.safeMode = true;
            } else if (option.equals("--port") && value != null && value.matches("[0-9]{1,5}") && run.port == null) {
                run.port = Integer.valueOf(left.pop());
            } else if (option.equals("--data") && value != null && !value.startsWith("-") && data == null) {
                data = Path.of(left.pop());
            } else {
                return Optional.empty();
            }
        }
        session.data = data;
        return Optional.of(run);
    }

    /** Gives every verb {@code -h} and {@code --help}, but for the verb that has them itself. */
    private static void explain(CommandLine line) {
        line.getCommandSpec()
                .addOption(OptionSpec.builder("-h", "--help")
                        .usageHelp(true)
                        .descriptionKey("mortise.help")
                        .build());
        line.getSubcommands().values().stream()
                .filter(verb -> !(verb.getCommand() instanceof CommandLine.HelpCommand))
                .forEach(Verbs::explain);
    }

    private static int say(Session session, Exception failure) {
        Screen screen = session.screen();
        switch (failure) {
            case ConfigurationException wrong -> screen.complain(wrong.say(screen.locale()));
            case StartException cannot -> screen.complain(screen.words(cannot.sentence()));
            case CommandException said -> {
                screen.complain(screen.words(said.sentence()));
                if (session.json && said.problem() != null) {
                    screen.json(said.problem());
                }
            }
            default -> {
                screen.complain(screen.words(
                        "command.failed",
                        "reason",
                        failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage()));
                org.slf4j.LoggerFactory.getLogger(Verbs.class).debug("the verb failed", failure);
            }
        }
        return CommandLine.ExitCode.SOFTWARE;
    }
}
