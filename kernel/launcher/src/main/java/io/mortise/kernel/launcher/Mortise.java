package io.mortise.kernel.launcher;

import io.mortise.kernel.launcher.command.Screen;
import io.mortise.kernel.launcher.command.Session;
import io.mortise.kernel.launcher.command.Verbs;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The process: {@code mortise run} and every other verb. */
public final class Mortise {

    private Mortise() {}

    /** Runs one command line and exits with its code. */
    public static void main(String[] arguments) {
        var out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        var err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        boolean someone = System.console() != null && System.console().isTerminal();
        var answers = someone ? new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)) : null;
        var environment = System.getenv();
        var screen = new Screen(out, err, answers, Screen.locale(environment));
        Path home = Path.of(System.getProperty("mortise.home", "."));
        System.exit(Verbs.execute(new Session(home, environment, screen), out, err, arguments));
    }
}
