package io.mortise.kernel.lifecycle;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import io.mortise.kernel.spi.ModuleSource;
import io.mortise.kernel.spi.Sentence;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers on disk which module is being started, before its code runs: native code that crashes, or a halt, ends the
 * process without a word, and the next start reads here whose fault it was. An artifact found so is not started again
 * until an administrator asks for it. A plain file, because it must be on the disk before each step and must not depend
 * on the database having come up. Thread-safe.
 */
final class StartMarker {

    private static final Logger LOG = LoggerFactory.getLogger(StartMarker.class);

    private final Path file;
    private Content content;

    /**
     * What lies on the disk.
     *
     * @param starting module → SHA-256 of what is being started; empty when nothing is
     * @param current the module whose code runs now, or null when that is not known
     * @param broken SHA-256 → what ended the process
     */
    private record Content(
            Map<String, String> starting, @Nullable String current, Map<String, Broken> broken) {
        Content {
            starting = starting == null ? Map.of() : new LinkedHashMap<>(starting);
            broken = broken == null ? Map.of() : new LinkedHashMap<>(broken);
        }
    }

    /** An artifact in whose start the process ended. */
    record Broken(String module, Instant found) {}

    /** How the last start ended. */
    sealed interface LastStart {
        /** In order. */
        record Clean() implements LastStart {}

        /** The process ended while this module was being started. */
        record Broke(String module, String sha256) implements LastStart {}

        /** The process ended while some module of a set was being started. */
        record BrokeSomewhere() implements LastStart {}
    }

    StartMarker(Path file) {
        this.file = file;
        this.content = load(file);
    }

    /** Judges the last start, and remembers what it found. */
    synchronized LastStart examine() {
        Map<String, String> starting = content.starting();
        if (starting.isEmpty()) {
            return new LastStart.Clean();
        }
        String culprit = starting.size() == 1 ? starting.keySet().iterator().next() : content.current();
        var broken = new LinkedHashMap<>(content.broken());
        if (culprit == null || !starting.containsKey(culprit)) {
            save(new Content(Map.of(), null, broken));
            return new LastStart.BrokeSomewhere();
        }
        String sha256 = starting.get(culprit);
        broken.put(sha256, new Broken(culprit, Instant.now()));
        save(new Content(Map.of(), null, broken));
        return new LastStart.Broke(culprit, sha256);
    }

    /** Whether an earlier start of this artifact ended the process. */
    synchronized boolean broke(String sha256) {
        return content.broken().containsKey(sha256);
    }

    /** When that was found. */
    synchronized Optional<Broken> broken(String sha256) {
        return Optional.ofNullable(content.broken().get(sha256));
    }

    /**
     * Says that these are being started. Close it when that is over, well or not: what is left behind then is the
     * process that ended.
     */
    synchronized Starting begin(Collection<ModuleSource> sources) {
        var starting = new LinkedHashMap<String, String>();
        sources.forEach(source -> starting.put(source.id(), source.sha256()));
        save(new Content(starting, null, content.broken()));
        return new Starting();
    }

    /** These started well: whatever was held against them is forgotten. */
    synchronized void absolve(Collection<String> digests) {
        var broken = new LinkedHashMap<>(content.broken());
        if (broken.keySet().removeAll(digests)) {
            save(new Content(content.starting(), content.current(), broken));
        }
    }

    /** A start that is under way. */
    final class Starting implements AutoCloseable {

        /** Listens to the runtime's progress: its sentences name the {@code module} whose turn it is. */
        Consumer<Sentence> listening(Consumer<Sentence> next) {
            return sentence -> {
                if (sentence.values().get("module") instanceof String module) {
                    turnOf(module);
                }
                next.accept(sentence);
            };
        }

        private void turnOf(String module) {
            synchronized (StartMarker.this) {
                if (content.starting().size() > 1 && !module.equals(content.current())) {
                    save(new Content(content.starting(), module, content.broken()));
                }
            }
        }

        @Override
        public void close() {
            synchronized (StartMarker.this) {
                save(new Content(Map.of(), null, content.broken()));
            }
        }
    }

    private void save(Content next) {
        content = next;
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            try (FileChannel out = FileChannel.open(part, CREATE, TRUNCATE_EXISTING, WRITE)) {
                out.write(ByteBuffer.wrap(Json.write(next).getBytes(StandardCharsets.UTF_8)));
                out.force(true);
            }
            Files.move(part, file, ATOMIC_MOVE, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("start marker " + file + " can't be written: " + e.getMessage(), e);
        }
    }

    private static Content load(Path file) {
        try {
            if (Files.isRegularFile(file)) {
                return Json.read(Files.readString(file), Content.class);
            }
        } catch (IOException | IllegalArgumentException e) {
            LOG.warn("start marker {} can't be read; the last start counts as clean", file, e);
        }
        return new Content(Map.of(), null, Map.of());
    }
}
