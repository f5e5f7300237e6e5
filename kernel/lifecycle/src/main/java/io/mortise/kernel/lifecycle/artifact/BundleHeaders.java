package io.mortise.kernel.lifecycle.artifact;

import static io.mortise.kernel.lifecycle.artifact.RefusedException.refusal;

import io.mortise.kernel.spi.Sentence;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Version;

/**
 * The manifest of a module's bundle or of an API bundle, checked against the rules of the house (STYLE.md, section 5).
 *
 * @param symbolicName without directives; empty when there is none
 * @param version as written
 * @param faults what is wrong
 */
record BundleHeaders(String symbolicName, String version, List<Sentence> faults) {

    private static final List<String> NEVER = List.of(
            "Bundle-Activator",
            "DynamicImport-Package",
            "Require-Bundle",
            "Fragment-Host",
            "Bundle-ClassPath",
            "Bundle-NativeCode");

    /**
     * Reads a manifest.
     *
     * @param api whether this is an API bundle: it must export, a module must not
     */
    static BundleHeaders read(byte @Nullable [] manifest, String jar, boolean api) {
        if (manifest == null) {
            return new BundleHeaders("", "", List.of(refusal("no-manifest", "name", jar)));
        }
        Attributes main;
        try {
            main = new Manifest(new ByteArrayInputStream(manifest)).getMainAttributes();
        } catch (IOException e) {
            return new BundleHeaders(
                    "", "", List.of(refusal("manifest-damaged", "name", jar, "cause", String.valueOf(e.getMessage()))));
        }
        var faults = new ArrayList<Sentence>();
        String symbolicName =
                value(main, "Bundle-SymbolicName").split(";", 2)[0].strip();
        if (symbolicName.isEmpty()) {
            faults.add(refusal("no-symbolic-name", "name", jar));
        }
        String version = value(main, "Bundle-Version");
        if (version.isEmpty()) {
            faults.add(refusal("no-version", "name", jar));
        } else if (!isVersion(version)) {
            faults.add(refusal("wrong-version", "name", jar, "version", version));
        }
        for (String header : NEVER) {
            String value = value(main, header);
            boolean harmless = header.equals("Bundle-ClassPath") && value.equals(".");
            if (!value.isEmpty() && !harmless) {
                faults.add(refusal("header", "name", jar, "header", header, "value", shortened(value)));
            }
        }
        boolean exports = !value(main, "Export-Package").isEmpty();
        if (api && !exports) {
            faults.add(refusal("api-exports-nothing", "name", jar));
        }
        if (!api && exports) {
            faults.add(refusal("exports", "name", jar, "value", shortened(value(main, "Export-Package"))));
        }
        return new BundleHeaders(symbolicName, version, faults);
    }

    private static boolean isVersion(String text) {
        try {
            new Version(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static String value(Attributes attributes, String name) {
        String value = attributes.getValue(name);
        return value == null ? "" : value.strip();
    }

    private static String shortened(String value) {
        return value.length() > 120 ? value.substring(0, 120) + "…" : value;
    }
}
