package io.mortise.kernel.lifecycle.artifact;

import static io.mortise.kernel.lifecycle.artifact.RefusedException.refusal;

import io.mortise.kernel.lifecycle.artifact.ModuleArtifact.Api;
import io.mortise.kernel.lifecycle.artifact.ModuleArtifact.Route;
import io.mortise.kernel.spi.ModuleDescriptor;
import io.mortise.kernel.spi.Sentence;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Looks into a jar before any of its code runs. Structure first, since nothing of a hostile archive may be believed; then
 * {@code module.json}, manifests, API bundles, byte code and signature, whose faults are told all at once.
 */
public final class JarInspection {

    private static final String API_FOLDER = "META-INF/api/";

    private final ArtifactLimits limits;
    private final JarSignatures signatures;
    private final DescriptorFile descriptors;

    public JarInspection(ArtifactLimits limits, JarSignatures signatures, DescriptorFile descriptors) {
        this.limits = limits;
        this.signatures = signatures;
        this.descriptors = descriptors;
    }

    /**
     * Inspects a stored jar.
     *
     * @param jar the file; it must not change meanwhile
     * @param sha256 its digest
     * @param name as the sender calls it, for sentences
     */
    public ModuleArtifact inspect(Path jar, String sha256, String name) throws RefusedException {
        var purse = new JarContent.Purse(limits);
        JarContent content = JarContent.read(jar, name, purse);
        ModuleDescriptor descriptor = descriptors.read(content.bytes("module.json"), name, content);

        var faults = new ArrayList<Sentence>();
        BundleHeaders headers = BundleHeaders.read(content.bytes("META-INF/MANIFEST.MF"), name, false);
        faults.addAll(headers.faults());
        var code = new ByteCode(name, descriptor.id());
        scan(content, code);
        List<Api> apis = apis(content, name, purse, descriptor.id(), faults);
        faults.addAll(code.faults());
        faults.addAll(undeclared(code.routes(), descriptor, name));
        Signature signature = signatures.check(jar, name);
        if (!faults.isEmpty()) {
            throw new RefusedException(faults);
        }
        return new ModuleArtifact(
                descriptor,
                headers.symbolicName(),
                headers.version(),
                sha256,
                size(jar),
                apis,
                code.routes(),
                migrations(content),
                signature);
    }

    private static void scan(JarContent content, ByteCode code) {
        content.kept().forEach((entry, bytes) -> {
            if (entry.endsWith(".class")) {
                code.read(entry, bytes);
            }
        });
    }

    private static List<Api> apis(
            JarContent content, String name, JarContent.Purse purse, String module, List<Sentence> faults)
            throws RefusedException {
        var apis = new ArrayList<Api>();
        var seen = new HashSet<String>();
        for (Map.Entry<String, byte[]> entry : content.kept().entrySet()) {
            if (!entry.getKey().startsWith(API_FOLDER) || !entry.getKey().endsWith(".jar")) {
                continue;
            }
            String inner = name + "!" + entry.getKey();
            JarContent nested = unpacked(entry.getValue(), inner, purse);
            BundleHeaders headers = BundleHeaders.read(nested.bytes("META-INF/MANIFEST.MF"), inner, true);
            faults.addAll(headers.faults());
            if (!seen.add(headers.symbolicName())) {
                faults.add(refusal("api-twice", "name", inner, "value", headers.symbolicName()));
            }
            var code = new ByteCode(inner, module);
            scan(nested, code);
            faults.addAll(code.faults());
            apis.add(new Api(
                    headers.symbolicName(),
                    headers.version(),
                    HexFormat.of().formatHex(ArtifactStore.sha256().digest(entry.getValue()))));
        }
        return apis;
    }

    /** The directory of a zip is at its end: a nested jar is read from a file of its own. */
    private static JarContent unpacked(byte[] jar, String name, JarContent.Purse purse) throws RefusedException {
        try {
            Path file = Files.createTempFile("mortise-api", ".jar");
            try {
                Files.write(file, jar);
                return JarContent.read(file, name, purse);
            } finally {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw RefusedException.because("unreadable", "name", name, "cause", String.valueOf(e.getMessage()));
        }
    }

    /** A permission that {@code module.json} does not declare could never be given to anybody. */
    private static List<Sentence> undeclared(List<Route> routes, ModuleDescriptor descriptor, String name) {
        var faults = new ArrayList<Sentence>();
        for (Route route : routes) {
            if (route.permission() == null) {
                continue;
            }
            String object = route.permission().substring(0, route.permission().indexOf(':'));
            String action = route.permission().substring(object.length() + 1);
            boolean declared = descriptor
                    .object(object)
                    .flatMap(type -> type.action(action))
                    .isPresent();
            if (!declared) {
                faults.add(refusal(
                        "permission-undeclared",
                        "name",
                        name,
                        "route",
                        route.name(),
                        "permission",
                        route.permission()));
            }
        }
        return faults;
    }

    private static Map<String, String> migrations(JarContent content) {
        var files = new TreeMap<String, String>();
        content.kept().forEach((entry, bytes) -> {
            if (entry.endsWith(".sql")) {
                files.put(entry, new String(bytes, StandardCharsets.UTF_8));
            }
        });
        return files;
    }

    private static long size(Path jar) throws RefusedException {
        try {
            return Files.size(jar);
        } catch (IOException e) {
            throw RefusedException.because("unreadable", "name", jar, "cause", String.valueOf(e.getMessage()));
        }
    }
}
