package io.mortise.customer.internal.exports;

import io.mortise.access.Access;
import io.mortise.access.Caller;
import io.mortise.customer.internal.JobRow;
import io.mortise.customer.internal.Owners;
import io.mortise.customer.internal.Starters;
import io.mortise.customer.internal.sheets.RowSink;
import io.mortise.data.Database;
import io.mortise.data.Ids;
import io.mortise.message.Jobs;
import io.mortise.rest.FieldFault;
import io.mortise.rest.Page;
import io.mortise.rest.Problem;
import io.mortise.rest.ProblemException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Writes records into files: the rows that {@code export} reaches, and of each the fields that its rules let read; masked values
 * are left out, not written half. A file grows page by page, each page a unit of work of its own, on disk, so that memory stays
 * flat and a slow client holds no connection; nothing of it leaves before its rows are taken from the caller's daily limit and
 * it is in the audit trail.
 */
@Component(service = Exports.class)
public final class Exports {

    /** Most rows of a file that a request waits for; larger ones are made in the background. */
    public static final int MOST_AT_ONCE = 50_000;

    static final String JOB = "export";

    /** How long a file waits to be fetched. */
    static final Duration KEPT = Duration.ofHours(24);

    private static final int PAGE = 1000;
    private static final int REPORT = 10_000;

    private final Database database;
    private final Access access;
    private final Jobs jobs;
    private final Starters starters;
    private final ExportStore store;
    private final Map<String, ExportSource<?>> sources;

    @Activate
    public Exports(
            @Reference Database database,
            @Reference Access access,
            @Reference Jobs jobs,
            @Reference Starters starters,
            @Reference CustomerSource customers) {
        this.database = database;
        this.access = access;
        this.jobs = jobs;
        this.starters = starters;
        this.store = new ExportStore(database);
        this.sources = Stream.<ExportSource<?>>of(customers)
                .collect(Collectors.toUnmodifiableMap(ExportSource::name, Function.identity()));
    }

    /** A file on disk. */
    record Spooled(Path file, long rows) {}

    /** Makes the file at once; whoever sends it deletes it. */
    public Path file(ExportQuestion question) {
        Spooled made = spool(question, rows -> {
            if (rows > MOST_AT_ONCE) {
                throw new ProblemException(Problem.of("export-too-large", 413).with("limit", MOST_AT_ONCE));
            }
            return true;
        });
        try {
            database.write(() -> {
                account(question, made.rows());
                return made;
            });
            return made.file();
        } catch (RuntimeException e) {
            delete(made.file());
            throw e;
        }
    }

    /** Begins to make one in the background. */
    public Export start(ExportQuestion question) {
        columns(source(question), question);
        source(question).check(question);
        requireHeld(question);
        Instant now = now();
        var started = new Export(
                Ids.next(),
                question,
                Export.State.WAITING,
                0,
                0,
                null,
                null,
                Caller.current().id(),
                Owners.acting().orElse(null),
                now,
                now);
        return database.write(() -> {
            store.insert(started);
            jobs.enqueue(JOB, started.id().toString(), JobRow.of("export", started.id()), Duration.ZERO);
            return started;
        });
    }

    /** One that the caller started. */
    public Optional<Export> find(UUID id) {
        return database.read(() -> store.find(id))
                .filter(found -> found.startedBy().equals(Caller.current().id()));
    }

    /**
     * Its bytes, for whoever started it and holds the permission still.
     *
     * @throws ProblemException {@code export-not-ready} 409, {@code export-gone} 410
     */
    public Path fetch(Export export) {
        requireHeld(export.question());
        String file = export.file();
        return switch (export.state()) {
            case DONE -> {
                Path path = Path.of(String.valueOf(file));
                if (file == null || !Files.isRegularFile(path)) {
                    throw gone(export);
                }
                yield path;
            }
            case EXPIRED -> throw gone(export);
            case WAITING, RUNNING, FAILED ->
                throw new ProblemException(Problem.of("export-not-ready", 409)
                        .with("id", export.id().toString())
                        .with("state", export.state().name().toLowerCase(Locale.ROOT)));
        };
    }

    /**
     * Makes the file of one that waits.
     *
     * @param stop whether to end early; what was made then is thrown away, and the next run begins anew
     */
    void run(UUID id, BooleanSupplier stop) {
        Export export = database.read(() -> store.find(id)).orElseThrow();
        if (export.state() != Export.State.WAITING && export.state() != Export.State.RUNNING) {
            return;
        }
        try {
            starters.act(export.startedBy(), export.personId(), () -> {
                make(export, stop);
                return export;
            });
        } catch (ProblemException e) {
            if (e.problem().status() >= 500) {
                throw e;
            }
            fail(id, e.problem().type());
        }
    }

    private void make(Export export, BooleanSupplier stop) {
        Spooled made = spool(export.question(), rows -> {
            if (rows % REPORT == 0) {
                database.write(() -> {
                    store.progress(export.id(), rows, now());
                    return rows;
                });
            }
            return !stop.getAsBoolean();
        });
        if (stop.getAsBoolean()) {
            delete(made.file());
            return;
        }
        try {
            long bytes = Files.size(made.file());
            database.write(() -> {
                account(export.question(), made.rows());
                store.done(export.id(), made.rows(), bytes, made.file().toString(), now());
                return made;
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            delete(made.file());
            throw e;
        }
    }

    /** It was tried for the last time, or is refused. */
    void fail(UUID id, String problem) {
        database.write(() -> {
            store.failed(id, problem, now());
            return id;
        });
    }

    /** Throws files away that nobody fetched in time, and says so of those. */
    void clean() {
        List<Export> old = database.read(() -> store.olderThan(now().minus(KEPT)));
        for (Export export : old) {
            if (export.file() != null) {
                delete(Path.of(export.file()));
            }
            database.write(() -> {
                store.expired(export.id(), now());
                return export;
            });
        }
    }

    /** Its rows count against the caller's limit, and who took them out is written down. */
    private void account(ExportQuestion question, long rows) {
        ExportSource<?> source = source(question);
        if (rows > 0) {
            access.spend(source.permission(), rows);
        }
        access.audit(source.permission(), null, null, question.facts(rows));
    }

    private void requireHeld(ExportQuestion question) {
        if (!access.holds(source(question).permission())) {
            throw new ProblemException(Problem.of("export-not-yours", 403).with("object", question.object()));
        }
    }

    private Spooled spool(ExportQuestion question, LongPredicate more) {
        return spool(source(question), question, more);
    }

    private <R> Spooled spool(ExportSource<R> source, ExportQuestion question, LongPredicate more) {
        List<SheetColumn<R>> columns = columns(source, question);
        try {
            Path file = Files.createTempFile(
                    folder(), "export-", "." + question.format().key());
            try (RowSink sink = question.format()
                    .open(new BufferedOutputStream(Files.newOutputStream(file), 1 << 16), source.name())) {
                sink.row(columns.stream().map(SheetColumn::heading).toList());
                return new Spooled(file, rows(source, question, columns, sink, more));
            } catch (IOException | RuntimeException e) {
                delete(file);
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("an export can't be written", e);
        }
    }

    private <R> long rows(
            ExportSource<R> source,
            ExportQuestion question,
            List<SheetColumn<R>> columns,
            RowSink sink,
            LongPredicate more)
            throws IOException {
        long rows = 0;
        String after = null;
        var cells = new ArrayList<@Nullable Object>(columns.size());
        do {
            String from = after;
            Page<R> page = database.read(() -> source.page(question, PAGE, from));
            for (R row : page.items()) {
                cells.clear();
                columns.forEach(column -> cells.add(column.cell(row)));
                sink.row(cells);
            }
            rows += page.items().size();
            after = page.next();
        } while (more.test(rows) && after != null);
        return rows;
    }

    private static <R> List<SheetColumn<R>> columns(ExportSource<R> source, ExportQuestion question) {
        List<SheetColumn<R>> all = source.columns();
        if (question.columns().isEmpty()) {
            return all;
        }
        return question.columns().stream()
                .map(wanted -> all.stream()
                        .filter(column -> column.heading().equals(wanted))
                        .findFirst()
                        .orElseThrow(() -> ProblemException.invalid(List.of(new FieldFault(
                                "?columns",
                                "unknown-choice",
                                Map.of(
                                        "choices",
                                        all.stream().map(SheetColumn::heading).collect(Collectors.joining(", "))))))))
                .toList();
    }

    private ExportSource<?> source(ExportQuestion question) {
        ExportSource<?> source = sources.get(question.object());
        if (source == null) {
            throw ProblemException.invalid(List.of(new FieldFault(
                    "/object",
                    "unknown-choice",
                    Map.of("choices", sources.keySet().stream().sorted().collect(Collectors.joining(", "))))));
        }
        return source;
    }

    /** Of this user of the machine alone. */
    private static Path folder() throws IOException {
        Path folder =
                Path.of(System.getProperty("java.io.tmpdir"), "mortise-exports-" + System.getProperty("user.name"));
        if (!Files.isDirectory(folder)) {
            try {
                Files.createDirectory(folder);
            } catch (FileAlreadyExistsException e) {
                // another export made it
            }
        }
        if (Files.getFileStore(folder).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        }
        return folder;
    }

    private static ProblemException gone(Export export) {
        return new ProblemException(
                Problem.of("export-gone", 410).with("id", export.id().toString()));
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException("the file " + file + " can't be deleted", e);
        }
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MICROS);
    }
}
