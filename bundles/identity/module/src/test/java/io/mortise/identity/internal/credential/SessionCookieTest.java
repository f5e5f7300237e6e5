package io.mortise.identity.internal.credential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SessionCookieTest {

    private static Optional<String> plain(String... headers) {
        return SessionCookie.read(List.of(headers), false);
    }

    @Test
    void theSecretIsFoundAmongOtherCookies() {
        assertEquals(Optional.of("abc"), plain("mortise-session=abc"));
        assertEquals(Optional.of("abc"), plain("a=b; mortise-session=abc; c=d"));
        assertEquals(Optional.of("abc"), plain("a=b", "mortise-session=abc"));
        assertEquals(Optional.empty(), plain("a=b; xmortise-session=abc; mortise-sessions=abc; mortise-session"));
        assertEquals(Optional.empty(), plain(""));
    }

    @Test
    void twoOfThemAreNone() {
        assertEquals(Optional.empty(), plain("mortise-session=abc; mortise-session=abd"));
        assertEquals(Optional.empty(), plain("mortise-session=abc", "mortise-session=abc"));
    }

    @Test
    void overTlsOnlyTheCookieOfThisVeryHostCounts() {
        List<String> both = List.of("mortise-session=planted; __Host-mortise-session=own");

        assertEquals(Optional.of("own"), SessionCookie.read(both, true));
        assertEquals(Optional.of("planted"), SessionCookie.read(both, false));
        assertEquals(Optional.empty(), SessionCookie.read(List.of("mortise-session=planted"), true));
    }

    @Test
    void itIsOutOfReachOfScriptsAndOtherSites() {
        assertEquals("__Host-mortise-session=s; Path=/; HttpOnly; SameSite=Lax; Secure", SessionCookie.keep("s", true));
        assertEquals("mortise-session=s; Path=/; HttpOnly; SameSite=Lax", SessionCookie.keep("s", false));
        assertTrue(SessionCookie.drop(true).contains("Max-Age=0"));
    }

    @Test
    void secretsAreLongDifferentAndTellNothingOfEachOther() {
        String secret = Secrets.fresh();

        assertEquals(43, secret.length());
        assertNotEquals(secret, Secrets.fresh());
        assertEquals(64, Secrets.digest(secret).length());
        assertFalse(Secrets.pageToken(secret).contains(secret));
        assertTrue(Secrets.typed(4).matches("[A-HJKMNP-Z2-9]{4}(-[A-HJKMNP-Z2-9]{4}){3}"));
        assertEquals("ABCDEF23", Secrets.untyped(" abcd-ef 23 "));
    }

    @Test
    void namesAndAddressesHaveOneForm() {
        assertEquals("wang@example.com", Logins.key("  ＷＡＮＧ@Example.com "));
        assertEquals("203.0.113.9", Logins.address("203.0.113.9"));
        assertEquals("203.0.113.9", Logins.address("::ffff:203.0.113.9"));
        assertEquals(Logins.address("2001:db8:1:2:3::4"), Logins.address("2001:db8:1:2:ffff::9"));
        assertNotEquals(Logins.address("2001:db8:1:2::4"), Logins.address("2001:db8:1:3::4"));
        assertEquals("unknown", Logins.address("example.com"));
        assertTrue(Logins.valid("wang@example.com"));
        assertFalse(Logins.valid("ab"));
        assertFalse(Logins.valid("wang fang"));
        assertFalse(Logins.valid("wang\u3000fang"));
    }
}
