package io.mortise.kernel.gateway;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server's certificate and key, from PEM files or one PKCS#12 file, taken anew when a file's content changes: new
 * connections get the new certificate, open ones go on. Files that can't be read, or do not fit together (one of two was
 * written so far), leave the old certificate in place; the next look tries again.
 */
final class Certificates {

    private static final Logger LOG = LoggerFactory.getLogger(Certificates.class);
    private static final Pattern PRIVATE_KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
    private static final char[] IN_MEMORY = "in-memory".toCharArray();

    private final Path certificate;
    private final Path key;
    private final char[] password;
    private final boolean pkcs12;
    private final SslContextFactory.Server factory = new SslContextFactory.Server();
    private String digest;

    /**
     * Reads the files.
     *
     * @throws IllegalArgumentException naming file and reason, when they can't be used
     */
    Certificates(HttpSettings settings, Path folder) {
        String file = settings.tlsCertificate().orElseThrow();
        certificate = folder.resolve(file);
        key = folder.resolve(settings.tlsKey().orElse(file));
        password = settings.tlsPassword().orElse("").toCharArray();
        pkcs12 = HttpSettings.isPkcs12(file);
        try {
            digest = digest();
            factory.setKeyStore(load());
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "http.tls-certificate: " + certificate + " can't be used: " + e.getMessage(), e);
        }
        factory.setKeyStorePassword(new String(pkcs12 ? password : IN_MEMORY));
        factory.setSniRequired(false);
    }

    SslContextFactory.Server factory() {
        return factory;
    }

    /** Looks whether the files changed, and takes them; called by one thread. */
    void refresh() {
        try {
            String now = digest();
            if (!now.equals(digest)) {
                KeyStore store = load();
                factory.reload(changing -> changing.setKeyStore(store));
                digest = now;
                LOG.info("took the TLS certificate of {} anew", certificate);
            }
        } catch (Exception e) {
            LOG.warn("the TLS certificate of {} can't be taken; the old one stays: {}", certificate, e.getMessage());
        }
    }

    private KeyStore load() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        if (pkcs12) {
            try (var in = Files.newInputStream(certificate)) {
                store.load(in, password);
            }
            return store;
        }
        List<? extends Certificate> chain = List.copyOf(CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(certificate))));
        if (chain.isEmpty()) {
            throw new GeneralSecurityException("it holds no certificate");
        }
        PrivateKey secret = privateKey(chain.getFirst());
        store.load(null, null);
        store.setKeyEntry("server", secret, IN_MEMORY, chain.toArray(new Certificate[0]));
        return store;
    }

    private PrivateKey privateKey(Certificate certificateOfKey) throws IOException, GeneralSecurityException {
        Matcher pem = PRIVATE_KEY.matcher(Files.readString(key, StandardCharsets.US_ASCII));
        if (!pem.find()) {
            throw new GeneralSecurityException(key + " holds no unencrypted PKCS#8 key (BEGIN PRIVATE KEY); convert it"
                    + " with: openssl pkcs8 -topk8 -nocrypt -in old.key -out new.key");
        }
        String algorithm = certificateOfKey.getPublicKey().getAlgorithm();
        PrivateKey secret;
        try {
            secret = KeyFactory.getInstance(algorithm)
                    .generatePrivate(
                            new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem.group(1))));
        } catch (InvalidKeySpecException e) {
            throw new GeneralSecurityException(key + " is no " + algorithm + " key, but the certificate needs one", e);
        }
        if (!belongTogether(secret, certificateOfKey)) {
            throw new GeneralSecurityException("the key in " + key + " does not belong to the certificate");
        }
        return secret;
    }

    /** Signs with one and checks with the other: a pair that does not fit would fail every handshake. */
    private static boolean belongTogether(PrivateKey secret, Certificate certificate) throws GeneralSecurityException {
        String algorithm = switch (secret.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            case "EdDSA", "Ed25519", "Ed448" -> "EdDSA";
            default -> throw new GeneralSecurityException("keys of " + secret.getAlgorithm() + " are not known");
        };
        byte[] text = "mortise".getBytes(StandardCharsets.UTF_8);
        var signature = java.security.Signature.getInstance(algorithm);
        signature.initSign(secret);
        signature.update(text);
        byte[] signed = signature.sign();
        signature.initVerify(certificate);
        signature.update(text);
        return signature.verify(signed);
    }

    private String digest() throws IOException, GeneralSecurityException {
        var sha = MessageDigest.getInstance("SHA-256");
        sha.update(Files.readAllBytes(certificate));
        sha.update(Files.readAllBytes(key));
        return Base64.getEncoder().encodeToString(sha.digest());
    }
}
