package io.mortise.identity.internal.credential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TotpTest {

    private static final Totp RFC = new Totp(Totp.base32("12345678901234567890".getBytes(StandardCharsets.US_ASCII)));

    /** RFC 6238, appendix B. */
    @ParameterizedTest
    @CsvSource({
        "59, 94287082",
        "1111111109, 07081804",
        "1111111111, 14050471",
        "1234567890, 89005924",
        "2000000000, 69279037",
        "20000000000, 65353130"
    })
    void codesAreThoseOfTheStandard(long seconds, String code) {
        assertEquals(code, RFC.code(Totp.step(Instant.ofEpochSecond(seconds)), 8));
    }

    /** RFC 4648, section 10. */
    @ParameterizedTest
    @CsvSource({"f, MY", "fo, MZXQ", "foo, MZXW6", "foob, MZXW6YQ", "fooba, MZXW6YTB", "foobar, MZXW6YTBOI"})
    void secretsAreWrittenInBase32(String bytes, String text) {
        assertEquals(text, Totp.base32(bytes.getBytes(StandardCharsets.US_ASCII)));
    }

    @Test
    void aCodeCountsInItsStepAndOneBesideAndNowhereElse() {
        Instant now = Instant.parse("2026-11-25T08:00:10Z");
        long step = Totp.step(now);
        String code = RFC.code(step, 6);

        assertEquals(OptionalLong.of(step), RFC.stepOf(code, now));
        assertEquals(OptionalLong.of(step), RFC.stepOf(code, now.plusSeconds(30)));
        assertEquals(OptionalLong.of(step), RFC.stepOf(code, now.minusSeconds(30)));
        assertEquals(OptionalLong.empty(), RFC.stepOf(code, now.plusSeconds(61)));
        assertEquals(OptionalLong.empty(), RFC.stepOf(code, now.minusSeconds(61)));
        for (String wrong : new String[] {"", "12345", "1234567", "abcdef", "１２３４５６", " " + code}) {
            assertEquals(OptionalLong.empty(), RFC.stepOf(wrong, now), wrong);
        }
    }

    @Test
    void theUriIsWhatAppsRead() {
        var totp = new Totp("MZXW6YTBOI");

        assertEquals(
                "otpauth://totp/A%20%26%20B:wang%40example.com?secret=MZXW6YTBOI&issuer=A%20%26%20B&algorithm=SHA1"
                        + "&digits=6&period=30",
                totp.uri("A & B", "wang@example.com"));
        assertTrue(Totp.fresh().secret().matches("[A-Z2-7]{32}"));
    }
}
