package io.mortise.kernel.lifecycle;

import io.mortise.kernel.lifecycle.Change.Kind;
import io.mortise.sdk.modulejar.ModuleJar;
import java.nio.file.Path;

/** Runs in a process of its own, which a fault point halts in the middle of the work. */
final class KilledServer {

    private KilledServer() {}

    static ModuleJar jar(String version) {
        return TestServer.module("alpha", version)
                .resource("db/expand/V001__thing.sql", "create table alpha_thing (id integer primary key, old integer)")
                .resource("db/contract/V001__no_old.sql", "alter table alpha_thing drop column old");
    }

    static ModuleJar before() {
        return TestServer.module("alpha", "1.0.0")
                .resource(
                        "db/expand/V001__thing.sql", "create table alpha_thing (id integer primary key, old integer)");
    }

    /**
     * @param args the folder; what to do: {@code upgrade}, {@code finalize} or {@code crash}
     */
    public static void main(String[] args) {
        var server = new TestServer(Path.of(args[0])).started();
        switch (args[1]) {
            case "upgrade" -> server.apply(server.plan(1, false, server.arrival(jar("1.1.0"))));
            case "finalize" -> {
                server.make(server.arrival(jar("1.1.0")));
                server.make(TestServer.change(Kind.FINALIZE, "alpha"));
            }
            // Passes the inspection: the call is not in the byte code.
            case "crash" -> server.apply(server.plan(server.arrival(TestServer.starting("beta", "1.0.0", """
                        Runtime.class.getMethod("halt", int.class).invoke(Runtime.getRuntime(), 139);
                        """))));
            default -> throw new IllegalArgumentException(args[1]);
        }
        System.exit(3);
    }
}
