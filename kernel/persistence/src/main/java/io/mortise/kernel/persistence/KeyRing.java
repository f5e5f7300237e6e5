package io.mortise.kernel.persistence;

import io.mortise.secret.SealBrokenException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The keys of the installation. The oldest makes keyed hashes, the newest seals, each opens what it sealed. The database
 * keeps a fingerprint of each, so that a missing or foreign key file is noticed at the start and not when the first secret
 * can't be read.
 */
final class KeyRing {

    /** Of what is sealed: this form, the key's number, the nonce. */
    private static final byte FORM = 1;

    private static final int NONCE = 12;
    private static final int TAG = 16;
    private static final int HEAD = 2 + NONCE;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final NavigableMap<Integer, byte[]> keys;

    KeyRing(NavigableMap<Integer, byte[]> keys) {
        this.keys = new TreeMap<>(keys);
    }

    /**
     * The keys of a data folder; made when neither it nor the database knows any.
     *
     * @throws IllegalStateException with a sentence, when the file is missing, damaged, or of another installation
     */
    static KeyRing open(Path dataFolder, Connection connection, Clock clock) throws SQLException {
        KeyFile file = KeyFile.in(dataFolder);
        Map<Integer, String> known = fingerprints(connection);
        if (!file.exists() && !known.isEmpty()) {
            throw new IllegalStateException(
                    "The key file " + file.path() + " is missing, and the database holds secrets"
                            + " that only it opens. Put back the copy that was kept of it.");
        }
        NavigableMap<Integer, byte[]> keys = file.exists() ? file.read() : file.create();
        known.forEach((id, fingerprint) -> {
            byte[] key = keys.get(id);
            if (key == null || !fingerprint(key).equals(fingerprint)) {
                throw new IllegalStateException("The key file " + file.path() + " is of another installation: its key "
                        + id + " is not the one that this database was sealed with. Put back the right file.");
            }
        });
        for (var entry : keys.entrySet()) {
            if (!known.containsKey(entry.getKey())) {
                remember(connection, entry.getKey(), fingerprint(entry.getValue()), clock);
            }
        }
        return new KeyRing(keys);
    }

    byte[] hmac(String context, byte[] value) {
        return mac(derived(keys.firstEntry().getValue(), "hash\n" + context, "HmacSHA256"), value);
    }

    byte[] seal(String context, byte[] value) {
        var newest = keys.lastEntry();
        byte[] nonce = new byte[NONCE];
        RANDOM.nextBytes(nonce);
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, newest.getValue(), context, nonce);
            byte[] sealed = new byte[HEAD + value.length + TAG];
            sealed[0] = FORM;
            sealed[1] = newest.getKey().byteValue();
            System.arraycopy(nonce, 0, sealed, 2, NONCE);
            cipher.doFinal(value, 0, value.length, sealed, HEAD);
            return sealed;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has AES-GCM", e);
        }
    }

    byte[] open(String context, byte[] sealed) {
        if (sealed.length < HEAD + TAG || sealed[0] != FORM) {
            throw new SealBrokenException("the value is not a sealed one");
        }
        byte @Nullable [] key = keys.get(Byte.toUnsignedInt(sealed[1]));
        if (key == null) {
            throw new SealBrokenException("the value was sealed with a key that is not in the key file");
        }
        try {
            return cipher(Cipher.DECRYPT_MODE, key, context, Arrays.copyOfRange(sealed, 2, HEAD))
                    .doFinal(sealed, HEAD, sealed.length - HEAD);
        } catch (AEADBadTagException e) {
            throw new SealBrokenException("the value was changed, or sealed for something else", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has AES-GCM", e);
        }
    }

    private static Cipher cipher(int mode, byte[] key, String context, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, derived(key, "seal\n" + context, "AES"), new GCMParameterSpec(TAG * 8, nonce));
        return cipher;
    }

    /** A key of its own for each use (HKDF, RFC 5869). */
    private static SecretKeySpec derived(byte[] key, String use, String algorithm) {
        try {
            byte[] material = KDF.getInstance("HKDF-SHA256")
                    .deriveData(HKDFParameterSpec.ofExtract()
                            .addIKM(key)
                            .thenExpand(("mortise\n" + use).getBytes(StandardCharsets.UTF_8), KeyFile.BYTES));
            return new SecretKeySpec(material, algorithm);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HKDF-SHA256", e);
        }
    }

    private static byte[] mac(SecretKeySpec key, byte[] value) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return mac.doFinal(value);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }

    private static String fingerprint(byte[] key) {
        return HexFormat.of().formatHex(mac(derived(key, "fingerprint", "HmacSHA256"), new byte[0]));
    }

    private static Map<Integer, String> fingerprints(Connection connection) throws SQLException {
        var known = new HashMap<Integer, String>();
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("select id, fingerprint from kernel_persistence_key")) {
            while (rows.next()) {
                known.put(rows.getInt(1), rows.getString(2));
            }
        }
        return known;
    }

    private static void remember(Connection connection, int id, String fingerprint, Clock clock) throws SQLException {
        try (var insert = connection.prepareStatement(
                "insert into kernel_persistence_key (id, fingerprint, added_at) values (?, ?, ?)")) {
            insert.setInt(1, id);
            insert.setString(2, fingerprint);
            insert.setObject(3, TableShape.toJdbc(clock.instant()));
            insert.executeUpdate();
        }
    }
}
