package io.mortise.kernel.lifecycle;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import io.mortise.kernel.lifecycle.DesiredModule.Origin;
import io.mortise.kernel.lifecycle.LifecycleSettings.DropFolderPolicy;
import io.mortise.kernel.lifecycle.artifact.ModuleArtifact;
import io.mortise.kernel.lifecycle.artifact.RefusedException;
import io.mortise.kernel.spi.Sentence;
import io.mortise.kernel.spi.Wording;
import io.mortise.rest.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a plan of every jar that is put into {@code <data>/deploy}, and applies it by policy. A jar is taken when its size
 * and time stood still between two looks, so a copy in progress and a file that is renamed in are both safe. It ends in
 * {@code done/} or {@code refused/}, with {@code <jar>.report.txt} beside it.
 */
final class DropFolder implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DropFolder.class);
    private static final Duration LOOK = Duration.ofMillis(400);
    private static final String AUTHOR = "deploy folder";

    private final Path folder;
    private final LifecycleSettings settings;
    private final Artifacts artifacts;
    private final Planner planner;
    private final Operations operations;
    private final Wording wording;
    private final Map<Path, Look> seen = new HashMap<>();
    private volatile boolean stopped;
    private @Nullable Thread thread;

    private record Look(long size, long time) {}

    DropFolder(
            Path folder,
            LifecycleSettings settings,
            Artifacts artifacts,
            Planner planner,
            Operations operations,
            Wording wording) {
        this.folder = folder;
        this.settings = settings;
        this.artifacts = artifacts;
        this.planner = planner;
        this.operations = operations;
        this.wording = wording;
    }

    void start() throws IOException {
        Files.createDirectories(folder);
        // It inspects jars, which computes: see Operations.
        thread = Thread.ofPlatform().daemon().name("deploy-folder").start(this::watch);
    }

    private void watch() {
        while (!stopped) {
            try {
                for (Path jar : ready()) {
                    take(jar);
                }
                Thread.sleep(LOOK);
            } catch (InterruptedException e) {
                return;
            } catch (IOException | RuntimeException e) {
                LOG.warn("deploy folder {} could not be looked at; it is tried again", folder, e);
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Jars that stood still since the last look. */
    private List<Path> ready() throws IOException {
        var now = new HashMap<Path, Look>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                String name = file.getFileName().toString();
                if (name.endsWith(".jar") && !name.startsWith(".")) {
                    try {
                        var attributes = Files.readAttributes(file, BasicFileAttributes.class);
                        if (attributes.isRegularFile()) {
                            now.put(
                                    file,
                                    new Look(
                                            attributes.size(),
                                            attributes.lastModifiedTime().toMillis()));
                        }
                    } catch (NoSuchFileException e) {
                        LOG.debug("{} went away", file);
                    }
                }
            }
        }
        List<Path> still = now.entrySet().stream()
                .filter(entry -> entry.getValue().equals(seen.get(entry.getKey())))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
        seen.clear();
        seen.putAll(now);
        return still;
    }

    private void take(Path jar) throws IOException, InterruptedException {
        if (operations.running() != null) {
            return;
        }
        var report = new ArrayList<String>();
        ModuleArtifact artifact;
        try (InputStream in = Files.newInputStream(jar)) {
            artifact = artifacts.receive(in, jar.getFileName().toString(), Origin.THIRD_PARTY);
        } catch (NoSuchFileException e) {
            return;
        } catch (RefusedException e) {
            report.add("refused:");
            e.reasons().forEach(reason -> report.add("- " + say(reason)));
            finish(jar, "refused", report);
            return;
        }
        Plan plan = planner.plan(new PlanRequest(
                List.of(new Change(Change.Kind.UPGRADE, artifact.id(), artifact.sha256(), false)),
                null,
                null,
                false,
                false,
                AUTHOR,
                List.of()));
        if (plan.blockers().stream().anyMatch(note -> note.code().equals("operation-running"))) {
            return;
        }
        write(report, plan);
        if (!plan.blockers().isEmpty()) {
            report.add("refused: the plan has blockers");
            finish(jar, "refused", report);
        } else if (settings.dropFolder() == DropFolderPolicy.PLAN_ONLY) {
            report.add("planned only, by modules.drop-folder; apply plan " + plan.id());
            finish(jar, "done", report);
        } else if (settings.dropFolder() == DropFolderPolicy.WHEN_CLEAN && grave(plan)) {
            report.add("refused: the plan has warnings and modules.drop-folder is when-clean; apply plan " + plan.id()
                    + " by hand if you agree");
            finish(jar, "refused", report);
        } else {
            apply(jar, plan, report);
        }
    }

    /** With nobody trusted no jar could ever be without this warning, and who may write here could do worse. */
    private static boolean grave(Plan plan) {
        return plan.warnings().stream()
                .anyMatch(
                        note -> !note.code().equals("unsigned") && !note.code().equals("signer-unknown"));
    }

    private void apply(Path jar, Plan plan, List<String> report) throws IOException, InterruptedException {
        Operation operation;
        try {
            operation = operations.apply(plan.id(), jar.getFileName().toString(), AUTHOR, note -> say(note.text()));
        } catch (ProblemException e) {
            LOG.info("{} waits: {}", jar, e.problem().type());
            return;
        }
        Duration most = settings.startLimit()
                .plusSeconds(plan.watchSeconds() + 2 * plan.drainSeconds())
                .plus(Duration.ofMinutes(1));
        Operation ended = operations.await(operation.id(), most).orElse(operation);
        report.add("operation " + ended.id() + " " + ended.state().word());
        if (ended.note() != null) {
            report.add(say(ended.note()));
        }
        if (ended.report() != null) {
            report.add("requests served " + ended.report().requestsServed() + ", failed "
                    + ended.report().requestsFailed() + ", longest "
                    + ended.report().longestStallMillis() + " ms");
        }
        finish(jar, ended.state() == Operation.State.SUCCEEDED ? "done" : "refused", report);
    }

    private void write(List<String> report, Plan plan) {
        report.add("plan " + plan.id() + ", " + plan.change() + " " + String.join(", ", plan.modules()));
        plan.effects().forEach(note -> report.add("- " + say(note.text())));
        plan.warnings().forEach(note -> report.add("! " + say(note.text())));
        plan.blockers().forEach(note -> {
            report.add("x " + say(note.text()));
            if (note.help() != null) {
                report.add("  " + say(note.help()));
            }
        });
    }

    private void finish(Path jar, String where, List<String> report) throws IOException {
        Path target = folder.resolve(where);
        Files.createDirectories(target);
        String name = jar.getFileName().toString();
        Path part = target.resolve("." + name + ".report.part");
        Files.writeString(part, String.join("\n", report) + "\n");
        Files.move(jar, target.resolve(name), ATOMIC_MOVE, REPLACE_EXISTING);
        Files.move(part, target.resolve(name + ".report.txt"), ATOMIC_MOVE, REPLACE_EXISTING);
        seen.remove(jar);
        LOG.info("{} is {}: {}", name, where, String.join(" ", report));
    }

    private String say(Sentence sentence) {
        return wording.say(Locale.ENGLISH, sentence);
    }

    @Override
    public void close() {
        stopped = true;
        Thread running = thread;
        if (running != null) {
            running.interrupt();
        }
    }
}
