package io.mortise.kernel.persistence.files;

import io.mortise.file.FileKind;
import io.mortise.file.FileNames;
import io.mortise.file.FileRules;
import io.mortise.file.FileScanner;
import io.mortise.kernel.persistence.files.FileSettings.Scanner;
import io.mortise.kernel.spi.GatedServices;
import io.mortise.rest.Problem;
import io.mortise.rest.ProblemException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a file must be like to be taken. */
final class FileChecks {

    private static final Logger LOG = LoggerFactory.getLogger(FileChecks.class);

    private final FileSettings settings;
    private final Supplier<GatedServices> services;

    FileChecks(FileSettings settings, Supplier<GatedServices> services) {
        this.settings = settings;
        this.services = services;
    }

    /** The name, when somebody may save under it. */
    String name(String given) {
        return FileNames.safe(given).orElseThrow(() -> new ProblemException(Problem.of("file-name-refused", 400)));
    }

    /** The kind, when it is wanted: by the end of the name and by what whoever sent it says. */
    FileKind kind(String name, Optional<String> said, FileRules rules) {
        FileKind kind = FileKind.ofName(name)
                .filter(rules.kinds()::contains)
                .orElseThrow(() -> new ProblemException(Problem.of("file-type-refused", 415)
                        .with(
                                "allowed",
                                rules.kinds().stream()
                                        .flatMap(one -> one.extensions().stream())
                                        .sorted()
                                        .collect(Collectors.joining(", ")))));
        if (said.isPresent() && !kind.isCalled(said.get())) {
            throw differs(kind);
        }
        return kind;
    }

    /** Whether the bytes are what the name says. */
    void begins(FileKind kind, byte[] head) {
        if (!kind.begins(head)) {
            throw differs(kind);
        }
    }

    private static ProblemException differs(FileKind kind) {
        return new ProblemException(Problem.of("file-type-differs", 415).with("expected", kind.type()));
    }

    /** Has the contents looked at. */
    void scan(KeptFile file, String name) {
        Optional<FileScanner> scanner = services.get().find(FileScanner.class);
        if (scanner.isEmpty()) {
            if (settings.scanner() == Scanner.REQUIRED) {
                throw new ProblemException(Problem.of("file-scan-failed", 503));
            }
            return;
        }
        switch (ask(scanner.get(), file, name)) {
            case FileScanner.Verdict.Clean() -> {}
            case FileScanner.Verdict.Infected(String what) -> {
                LOG.warn("a file of {} bytes was refused: {} (SHA-256 {})", file.size(), what, file.sha256());
                throw new ProblemException(Problem.of("file-infected", 422));
            }
        }
    }

    private FileScanner.Verdict ask(FileScanner scanner, KeptFile file, String name) {
        var answer = new CompletableFuture<FileScanner.Verdict>();
        Thread asking = Thread.ofVirtual().name("file-scan").start(() -> {
            try {
                answer.complete(scanner.scan(file, name));
            } catch (Throwable e) {
                answer.completeExceptionally(e);
            }
        });
        Duration limit = settings.scanLimit();
        try {
            FileScanner.Verdict verdict = answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            if (verdict != null) {
                return verdict;
            }
            LOG.warn("the virus scanner said nothing about a file; it is refused");
        } catch (ExecutionException e) {
            LOG.warn("the virus scanner failed; the file is refused", e.getCause());
        } catch (TimeoutException e) {
            LOG.warn("the virus scanner took longer than {}; the file is refused", limit);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        asking.interrupt();
        throw new ProblemException(Problem.of("file-scan-failed", 503));
    }
}
