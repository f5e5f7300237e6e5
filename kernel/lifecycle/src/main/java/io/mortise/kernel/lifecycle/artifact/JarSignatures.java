package io.mortise.kernel.lifecycle.artifact;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSigner;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Standard JAR signatures, checked against the certificates of a folder. Every entry must be signed by the same signer;
 * a jar that is signed in part, changed afterwards or robbed of an entry is refused, whoever signed it.
 *
 * <p>The folder is read at each check, so a certificate that was put in counts for the next plan.
 */
public final class JarSignatures {

    private static final Logger LOG = LoggerFactory.getLogger(JarSignatures.class);

    private final Path folder;

    /**
     * @param folder holds {@code .pem}, {@code .crt} and {@code .cer} files; need not exist
     */
    public JarSignatures(Path folder) {
        this.folder = folder;
    }

    /** Whether any certificate is trusted. */
    public boolean trustsAnybody() {
        return !trusted().isEmpty();
    }

    /**
     * Checks a jar.
     *
     * @param name as people call it
     */
    Signature check(Path jar, String name) throws RefusedException {
        try (var file = new JarFile(jar.toFile(), true, ZipFile.OPEN_READ)) {
            Set<CodeSigner> common = null;
            String unsigned = null;
            boolean signatureFiles = false;
            for (JarEntry entry : Collections.list(file.entries())) {
                if (entry.isDirectory() || JarFile.MANIFEST_NAME.equalsIgnoreCase(entry.getName())) {
                    continue;
                }
                if (isSignatureFile(entry.getName())) {
                    signatureFiles = true;
                    continue;
                }
                readFully(file, entry);
                CodeSigner[] signers = entry.getCodeSigners();
                if (signers == null || signers.length == 0) {
                    unsigned = unsigned == null ? entry.getName() : unsigned;
                    continue;
                }
                if (common == null) {
                    common = new LinkedHashSet<>(List.of(signers));
                } else {
                    common.retainAll(List.of(signers));
                }
            }
            if (common == null) {
                if (signatureFiles) {
                    throw RefusedException.because("signature-invalid", "name", name);
                }
                return Signature.none();
            }
            if (unsigned != null || common.isEmpty()) {
                throw RefusedException.because(
                        "signature-partial", "name", name, "entry", unsigned == null ? "" : unsigned);
            }
            requireComplete(file, name);
            return judge(common);
        } catch (SecurityException e) {
            throw RefusedException.because("signature-tampered", "name", name, "cause", String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw RefusedException.because("unreadable", "name", name, "cause", String.valueOf(e.getMessage()));
        }
    }

    private static void readFully(JarFile file, JarEntry entry) throws IOException {
        try (InputStream in = file.getInputStream(entry)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
    }

    /** The manifest and the signature files are covered by the signature itself. */
    private static boolean isSignatureFile(String path) {
        String name = path.toUpperCase(Locale.ROOT);
        if (!name.startsWith("META-INF/") || name.indexOf('/', 9) >= 0) {
            return false;
        }
        return name.endsWith(".SF") || name.endsWith(".RSA") || name.endsWith(".DSA") || name.endsWith(".EC");
    }

    /** An entry that was taken out leaves its section in the signed manifest. */
    private static void requireComplete(JarFile file, String name) throws IOException, RefusedException {
        Manifest manifest = file.getManifest();
        if (manifest == null) {
            throw RefusedException.because("signature-invalid", "name", name);
        }
        for (String entry : manifest.getEntries().keySet()) {
            boolean digested = manifest.getAttributes(entry).keySet().stream()
                    .anyMatch(key -> String.valueOf(key).endsWith("-Digest"));
            if (digested && file.getEntry(entry) == null) {
                throw RefusedException.because("signature-tampered", "name", name, "cause", entry + " is missing");
            }
        }
    }

    private Signature judge(Set<CodeSigner> signers) {
        Set<X509Certificate> trusted = trusted();
        var names = new ArrayList<String>();
        boolean known = false;
        for (CodeSigner signer : signers) {
            List<? extends Certificate> path = signer.getSignerCertPath().getCertificates();
            if (path.getFirst() instanceof X509Certificate leaf) {
                names.add(leaf.getSubjectX500Principal().getName());
                known |= trusted.contains(leaf) ? valid(leaf, signer) : leadsTo(signer, trusted);
            }
        }
        return new Signature(known ? Signature.Trust.TRUSTED : Signature.Trust.UNKNOWN, names);
    }

    private static boolean valid(X509Certificate certificate, CodeSigner signer) {
        try {
            certificate.checkValidity(
                    signer.getTimestamp() == null
                            ? new java.util.Date()
                            : signer.getTimestamp().getTimestamp());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static boolean leadsTo(CodeSigner signer, Set<X509Certificate> trusted) {
        if (trusted.isEmpty()) {
            return false;
        }
        try {
            var anchors = new HashSet<TrustAnchor>();
            trusted.forEach(certificate -> anchors.add(new TrustAnchor(certificate, null)));
            var parameters = new PKIXParameters(anchors);
            parameters.setRevocationEnabled(false);
            if (signer.getTimestamp() != null) {
                parameters.setDate(signer.getTimestamp().getTimestamp());
            }
            CertPathValidator.getInstance("PKIX").validate(signer.getSignerCertPath(), parameters);
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private Set<X509Certificate> trusted() {
        if (!Files.isDirectory(folder)) {
            return Set.of();
        }
        var all = new LinkedHashSet<X509Certificate>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                if (file.getFileName().toString().matches(".*\\.(pem|crt|cer)")) {
                    try (InputStream in = Files.newInputStream(file)) {
                        for (Certificate certificate :
                                CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                            if (certificate instanceof X509Certificate x509) {
                                all.add(x509);
                            }
                        }
                    }
                }
            }
        } catch (IOException | GeneralSecurityException e) {
            LOG.warn("trust folder {} can't be read in full; what could not be read is not trusted", folder, e);
        }
        return all;
    }
}
