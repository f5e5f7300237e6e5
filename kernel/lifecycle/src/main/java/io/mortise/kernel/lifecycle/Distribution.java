package io.mortise.kernel.lifecycle;

import io.mortise.kernel.lifecycle.DesiredModule.Contracting;
import io.mortise.kernel.lifecycle.DesiredModule.Origin;
import io.mortise.kernel.lifecycle.artifact.ModuleArtifact;
import io.mortise.kernel.lifecycle.artifact.RefusedException;
import io.mortise.kernel.spi.Wording;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.framework.Version;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The modules that come with the product, {@code <home>/modules/*.jar}: the first start installs them, and the first
 * start of a newer product takes the newer ones. What an administrator upgraded further, switched off or took out by hand
 * stays as he left it.
 */
final class Distribution {

    private static final Logger LOG = LoggerFactory.getLogger(Distribution.class);
    private static final String AUTHOR = "product";

    private final Workshop shop;
    private final Path folder;
    private final Wording wording;

    Distribution(Workshop shop, Path folder, Wording wording) {
        this.shop = shop;
        this.folder = folder;
        this.wording = wording;
    }

    /** Brings the desired state up to what the product brings along. */
    void adopt() {
        Map<String, DesiredModule> rows = shop.state().all();
        var changed = new ArrayList<DesiredModule>();
        var history = new ArrayList<DesiredState.Line>();
        for (Path jar : jars()) {
            try (InputStream in = Files.newInputStream(jar)) {
                ModuleArtifact artifact =
                        shop.artifacts().receive(in, jar.getFileName().toString(), Origin.DISTRIBUTION);
                consider(artifact, rows.get(artifact.id()), changed, history);
            } catch (IOException e) {
                LOG.error("module {} of the product can't be read", jar, e);
            } catch (RefusedException e) {
                LOG.error(
                        "module {} of the product is refused: {}",
                        jar,
                        e.reasons().stream()
                                .map(reason -> wording.say(Locale.ENGLISH, reason))
                                .collect(Collectors.joining(" ")));
            }
        }
        if (!changed.isEmpty()) {
            shop.state().write(changed, history);
            shop.artifacts()
                    .markInstalled(changed.stream().map(DesiredModule::sha256).toList());
        }
    }

    private void consider(
            ModuleArtifact artifact,
            @org.jspecify.annotations.Nullable DesiredModule row,
            List<DesiredModule> changed,
            List<DesiredState.Line> history) {
        if (row == null) {
            var stamp = new Rows.Stamp(null, AUTHOR, "first start");
            changed.add(Rows.installed(artifact, Origin.DISTRIBUTION, false, null, stamp));
            history.add(line(Change.Kind.INSTALL, artifact, null, stamp));
            LOG.info("module {} {} comes with the product and is installed", artifact.id(), artifact.version());
            return;
        }
        int order = new Version(artifact.version()).compareTo(new Version(row.version()));
        boolean rebuilt = order == 0 && !artifact.sha256().equals(row.sha256()) && row.origin() == Origin.DISTRIBUTION;
        if (row.installed() && row.symbolicName().equals(artifact.symbolicName()) && (order > 0 || rebuilt)) {
            var stamp = new Rows.Stamp(null, AUTHOR, "newer product");
            if (row.contracting() == Contracting.BEGUN) {
                LOG.warn("module {} waits for its finalize to be finished before it is upgraded", row.id());
                return;
            }
            changed.add(Rows.upgraded(row, artifact, Origin.DISTRIBUTION, null, stamp));
            history.add(line(Change.Kind.UPGRADE, artifact, row, stamp));
            LOG.info(
                    "module {} is upgraded with the product from {} to {}",
                    row.id(),
                    row.version(),
                    artifact.version());
        }
    }

    private static DesiredState.Line line(
            Change.Kind kind,
            ModuleArtifact artifact,
            @org.jspecify.annotations.Nullable DesiredModule from,
            Rows.Stamp stamp) {
        var target = new Target(
                kind,
                artifact.id(),
                Target.State.RUNS,
                artifact.version(),
                artifact.sha256(),
                from == null ? null : from.version(),
                from == null ? null : from.sha256(),
                false);
        return DesiredState.line(target, null, "succeeded", stamp.author(), stamp.reason());
    }

    private List<Path> jars() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("the product's modules folder " + folder + " can't be listed", e);
        }
    }
}
