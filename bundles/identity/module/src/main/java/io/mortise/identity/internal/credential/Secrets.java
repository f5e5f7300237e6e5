package io.mortise.identity.internal.credential;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/** Random secrets that are told once and kept only as a digest: they are too long to be guessed, so the digest needs no salt. */
public final class Secrets {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int BYTES = 32;

    /** Without the letters and digits that people mistake for each other. */
    private static final String ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789";

    private Secrets() {}

    /** 256 random bits, as 43 characters that are safe in cookies, headers and links. */
    public static String fresh() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Something to be typed: groups of four characters, about five bits each. */
    public static String typed(int groups) {
        var text = new StringBuilder();
        for (int i = 0; i < groups * 4; i++) {
            if (i > 0 && i % 4 == 0) {
                text.append('-');
            }
            text.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
        }
        return text.toString();
    }

    /** What was typed, whatever its case, blanks and dashes. */
    public static String untyped(String given) {
        var text = new StringBuilder();
        given.chars()
                .filter(Character::isLetterOrDigit)
                .limit(64)
                .forEach(c -> text.append((char) Character.toUpperCase(c)));
        return text.toString();
    }

    /** What is kept of a secret: SHA-256, 64 hexadecimal digits. */
    public static String digest(String secret) {
        return HexFormat.of().formatHex(sha256(secret));
    }

    /** The token of a session's pages: follows from the session's secret, and tells nothing about it. */
    public static String pageToken(String secret) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(sha256("mortise page token\n" + secret));
    }

    /** Compares without telling by its duration where they differ. */
    public static boolean same(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    /** SHA-256 of the text. */
    public static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
