package io.mortise.secret;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The keys of this installation, used and never seen. They lie in a file beside the database, so whoever has the database
 * alone can't read what is sealed, and can't try all telephone numbers against a keyed hash. Each module, and in it each
 * purpose, has keys of its own: what one sealed no other opens. Bundle-scoped and thread-safe.
 *
 * <p>A purpose is a lower-case word of at most 80 letters, digits, dots and dashes. It may name a record
 * ({@code totp.<id>}): then nobody can move a sealed value from one record to another.
 */
@ProviderType
public interface Keys {

    /**
     * A keyed hash (HMAC-SHA-256, 32 bytes): the same for the same value for as long as the installation lives, also after
     * a new key was added, since what is stored is searched by it.
     *
     * @throws IllegalArgumentException when the purpose is not one
     */
    byte[] hmac(String purpose, byte[] value);

    /**
     * Encrypts (AES-256-GCM) with the newest key. The same value looks different each time; 33 bytes longer than the value.
     *
     * @throws IllegalArgumentException when the purpose is not one
     */
    byte[] seal(String purpose, byte[] value);

    /**
     * What was sealed, by whichever key.
     *
     * @throws SealBrokenException when it was not sealed by this module for this purpose, was changed, or its key is not here
     */
    byte[] open(String purpose, byte[] sealed);

    /** The keyed hash of a text, as 64 hexadecimal digits. */
    default String hmac(String purpose, String value) {
        return HexFormat.of().formatHex(hmac(purpose, value.getBytes(StandardCharsets.UTF_8)));
    }

    /** A text sealed, as text that is safe in columns and links. */
    default String seal(String purpose, String value) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(seal(purpose, value.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * A sealed text opened.
     *
     * @throws SealBrokenException as {@link #open(String, byte[])}
     */
    default String open(String purpose, String sealed) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(sealed);
        } catch (IllegalArgumentException e) {
            throw new SealBrokenException("the text is not a sealed one", e);
        }
        return new String(open(purpose, bytes), StandardCharsets.UTF_8);
    }
}
