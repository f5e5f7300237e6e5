package io.mortise.identity.internal.credential;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.jspecify.annotations.Nullable;

/**
 * Argon2id (RFC 9106), kept as the usual text {@code $argon2id$v=19$m=19456,t=2,p=1$salt$hash}, so that the work can grow
 * later without touching what is kept.
 *
 * @param kilobytes memory of one computation
 * @param rounds over that memory
 */
public record Argon2(int kilobytes, int rounds) implements PasswordHashing {

    /** What OWASP recommends at least: 19 MiB, two rounds, one lane. */
    public static final Argon2 RECOMMENDED = new Argon2(19_456, 2);

    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Pattern KEPT = Pattern.compile("\\$argon2id\\$v=19\\$m=([1-9][0-9]{1,6}),t=([1-9][0-9]?),p=1"
            + "\\$([A-Za-z0-9+/]{10,90})\\$([A-Za-z0-9+/]{40,90})");

    @Override
    public String hash(String password) {
        byte[] salt = new byte[SALT_BYTES];
        RANDOM.nextBytes(salt);
        Base64.Encoder encoder = Base64.getEncoder().withoutPadding();
        return "$argon2id$v=19$m=" + kilobytes + ",t=" + rounds + ",p=1$" + encoder.encodeToString(salt) + "$"
                + encoder.encodeToString(compute(password, salt, kilobytes, rounds));
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalStateException when what is kept is not of this form
     */
    @Override
    public boolean matches(String password, @Nullable String kept) {
        if (kept == null) {
            compute(password, new byte[SALT_BYTES], kilobytes, rounds);
            return false;
        }
        Matcher parts = parts(kept);
        byte[] salt = Base64.getDecoder().decode(parts.group(3));
        byte[] expected = Base64.getDecoder().decode(parts.group(4));
        byte[] found = compute(password, salt, Integer.parseInt(parts.group(1)), Integer.parseInt(parts.group(2)));
        return MessageDigest.isEqual(expected, found);
    }

    @Override
    public boolean outdated(String kept) {
        Matcher parts = parts(kept);
        return Integer.parseInt(parts.group(1)) < kilobytes || Integer.parseInt(parts.group(2)) < rounds;
    }

    private static Matcher parts(String kept) {
        Matcher parts = KEPT.matcher(kept);
        if (!parts.matches()) {
            throw new IllegalStateException("a kept password is not of the form $argon2id$v=19$m=…,t=…,p=1$…$…");
        }
        return parts;
    }

    /** The same password may come in two forms of Unicode, by the keyboard it was typed on. */
    private static byte[] compute(String password, byte[] salt, int kilobytes, int rounds) {
        var generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(kilobytes)
                .withIterations(rounds)
                .withParallelism(1)
                .withSalt(salt)
                .build());
        byte[] hash = new byte[HASH_BYTES];
        generator.generateBytes(
                Normalizer.normalize(password, Normalizer.Form.NFC).getBytes(StandardCharsets.UTF_8), hash);
        return hash;
    }
}
