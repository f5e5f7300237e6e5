package io.mortise.kernel.lifecycle;

import io.mortise.kernel.lifecycle.DesiredModule.Origin;
import io.mortise.kernel.lifecycle.artifact.RefusedException;
import io.mortise.kernel.spi.ModuleDescriptor;
import io.mortise.kernel.spi.ModuleDescriptor.Need;
import io.mortise.kernel.spi.ModuleInstance;
import io.mortise.kernel.spi.ModuleRuntime.PrepareException;
import io.mortise.kernel.spi.ModuleRuntime.Prepared;
import io.mortise.kernel.spi.ModuleSource;
import io.mortise.kernel.spi.Seat;
import io.mortise.kernel.spi.Sentence;
import io.mortise.kernel.spi.Wording;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the desired state to life at the start: all modules as one set, since that is fastest; when one breaks, it is
 * taken out together with what needs it, and the rest is tried again. A failed module is shown as failed with the
 * reason; the others serve.
 */
final class Restore {

    private static final Logger LOG = LoggerFactory.getLogger(Restore.class);

    private final Workshop shop;
    private final Wording wording;
    private final boolean safeMode;
    private final Map<String, ModuleSource> wanted = new LinkedHashMap<>();

    Restore(Workshop shop, Wording wording, boolean safeMode) {
        this.shop = shop;
        this.wording = wording;
        this.safeMode = safeMode;
    }

    void run() {
        StartMarker.LastStart last = shop.marker().examine();
        tell(last);
        for (DesiredModule row : shop.state().all().values()) {
            if (row.installed()) {
                consider(row);
            }
        }
        if (last instanceof StartMarker.LastStart.BrokeSomewhere) {
            oneByOne();
        } else {
            together();
        }
    }

    private void tell(StartMarker.LastStart last) {
        switch (last) {
            case StartMarker.LastStart.Clean() -> {}
            case StartMarker.LastStart.Broke(String module, String sha256) ->
                LOG.error(
                        "the last start ended while module {} ({}) was being started; it is left out until an"
                                + " administrator enables or upgrades it",
                        module,
                        sha256.substring(0, 8));
            case StartMarker.LastStart.BrokeSomewhere() ->
                LOG.error("the last start ended while modules were being started; they are started one by one now");
        }
    }

    private void consider(DesiredModule row) {
        if (!row.enabled()) {
            shop.runtime().seat(new Seat.Disabled(row.id(), row.version()), row.id());
            return;
        }
        if (safeMode && row.origin() != Origin.DISTRIBUTION) {
            fail(row.id(), row.version(), Sentence.of("lifecycle.failed.safe-mode", "module", row.id()));
            return;
        }
        Optional<StartMarker.Broken> broken = shop.marker().broken(row.sha256());
        if (broken.isPresent()) {
            fail(
                    row.id(),
                    row.version(),
                    Sentence.of(
                            "lifecycle.failed.crashed",
                            "module",
                            row.id(),
                            "version",
                            row.version(),
                            "at",
                            broken.get().found().toString()));
            return;
        }
        try {
            wanted.put(row.id(), shop.artifacts().source(row.sha256()));
        } catch (RefusedException e) {
            fail(row.id(), row.version(), e.reasons().getFirst());
        }
    }

    private void together() {
        dropUnmet();
        while (!wanted.isEmpty()) {
            Optional<PrepareException> broken = start(List.copyOf(wanted.values()));
            if (broken.isEmpty()) {
                return;
            }
            ModuleSource culprit = wanted.remove(broken.get().module());
            if (culprit == null) {
                LOG.warn(
                        "the modules can't be started as one set: {}",
                        broken.get().getMessage());
                oneByOne();
                return;
            }
            fail(culprit.id(), culprit.version(), broken.get().reason());
            dropUnmet();
        }
    }

    private void oneByOne() {
        dropUnmet();
        var descriptors = new LinkedHashMap<String, ModuleDescriptor>();
        wanted.forEach((id, source) -> descriptors.put(id, source.descriptor()));
        for (String id : Needs.inOrder(descriptors)) {
            ModuleSource source = wanted.get(id);
            if (source == null) {
                continue;
            }
            Optional<PrepareException> broken = start(List.of(source));
            if (broken.isPresent()) {
                wanted.remove(id);
                fail(id, source.version(), broken.get().reason());
                dropUnmet();
            }
        }
    }

    private Optional<PrepareException> start(List<ModuleSource> sources) {
        long begun = System.nanoTime();
        try (var starting = shop.marker().begin(sources)) {
            Prepared prepared = shop.runtime()
                    .prepare(
                            sources,
                            shop.settings().startLimit(),
                            starting.listening(sentence -> LOG.debug("{}", sentence)));
            shop.runtime().publish(prepared);
            LOG.info(
                    "{} modules serve after {} ms ({}): {}",
                    sources.size(),
                    (System.nanoTime() - begun) / 1_000_000,
                    prepared.stepMillis(),
                    sources.stream()
                            .map(source -> source.id() + " " + source.version())
                            .toList());
            return Optional.empty();
        } catch (PrepareException e) {
            LOG.warn("module {} could not be started", e.module(), e);
            return Optional.of(e);
        } catch (RuntimeException e) {
            LOG.error("modules could not be started", e);
            return Optional.of(new PrepareException(
                    sources.size() == 1 ? sources.getFirst().id() : "",
                    Sentence.of("lifecycle.failed.fault", "cause", String.valueOf(e.getMessage())),
                    e));
        }
    }

    /** Takes out what can't work because something it needs is not there; repeated, since that may be needed too. */
    private void dropUnmet() {
        boolean more = true;
        while (more) {
            more = false;
            for (ModuleSource source : List.copyOf(wanted.values())) {
                Optional<Need> unmet = source.descriptor().needs().stream()
                        .filter(need -> !met(need))
                        .findFirst();
                if (unmet.isPresent()) {
                    wanted.remove(source.id());
                    fail(
                            source.id(),
                            source.version(),
                            Sentence.of(
                                    "lifecycle.failed.need",
                                    "module",
                                    source.id(),
                                    "need",
                                    unmet.get().module()));
                    more = true;
                }
            }
        }
    }

    private boolean met(Need need) {
        ModuleSource provider = wanted.get(need.module());
        if (provider != null) {
            return Needs.within(need, provider.version());
        }
        Optional<ModuleInstance> serving = shop.worlds().current().serving(need.module());
        return serving.isPresent() && Needs.within(need, serving.get().version());
    }

    private void fail(String id, String version, Sentence reason) {
        String words = wording.say(Locale.ENGLISH, reason);
        LOG.error("module {} {} does not serve: {}", id, version, words);
        shop.failures().put(id, reason);
        shop.runtime().seat(new Seat.Failed(id, version, words), id);
    }
}
