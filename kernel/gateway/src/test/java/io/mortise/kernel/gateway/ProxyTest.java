package io.mortise.kernel.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mortise.access.AccessControl;
import io.mortise.access.Caller;
import io.mortise.access.FieldRules;
import io.mortise.access.Permission;
import io.mortise.access.RequestHead;
import io.mortise.access.Scope;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whose address the authenticator is told, behind a chain of proxies (DECISIONS.md 16). */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProxyTest {

    private final AtomicReference<String> seen = new AtomicReference<>("");
    private Rig trusting;
    private Rig careful;

    @BeforeAll
    void open() throws Exception {
        trusting = rig("trustedProxies", List.of("127.0.0.1", "10.0.0.0/8", "fd00::/8"));
        careful = rig("trustedProxies", List.of("10.0.0.0/8"));
    }

    @AfterAll
    void close() throws Exception {
        trusting.close();
        careful.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    203.0.113.9                                 | 203.0.113.9
                    203.0.113.9, 10.0.0.2                       | 203.0.113.9
                    203.0.113.9, 10.0.0.2, 10.0.0.3             | 203.0.113.9
                    1.1.1.1, 203.0.113.9, 10.0.0.2              | 203.0.113.9
                    10.0.0.9, 203.0.113.9, 10.0.0.2             | 203.0.113.9
                    1.1.1.1, 203.0.113.9, 198.51.100.4          | 198.51.100.4
                    10.0.0.2, 10.0.0.3                          | 10.0.0.2
                    203.0.113.9:4711, 10.0.0.2:80               | 203.0.113.9
                    2001:db8::1, fd00::2                        | 2001:db8::1
                    [2001:db8::1]:4711, [fd00::2]:80            | 2001:db8::1
                    ::ffff:203.0.113.9, ::ffff:10.0.0.2         | ::ffff:203.0.113.9
                    203.0.113.9, unknown, 10.0.0.2              | 10.0.0.2
                    203.0.113.9, 999.1.1.1                      | 127.0.0.1
                    203.0.113.9, 10.1                           | 127.0.0.1
                    203.0.113.9, proxy.example, 10.0.0.2        | 10.0.0.2
                    203.0.113.9, , 10.0.0.2                     | 10.0.0.2
                    203.0.113.9, [fd00::2                       | 127.0.0.1
                    <script>                                    | 127.0.0.1
                    """)
    void theRightMostAddressThatIsNoTrustedProxyIsTheClient(String header, String client) throws Exception {
        assertEquals(client, address(trusting, "X-Forwarded-For", header));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                    for=203.0.113.9;proto=https;by=10.0.0.2              | 203.0.113.9
                    for=1.1.1.1, For="203.0.113.9:4711", for=10.0.0.2    | 203.0.113.9
                    for="[2001:db8::1]:4711", for="[fd00::2]"            | 2001:db8::1
                    for=203.0.113.9, for=_hidden, for=10.0.0.2           | 10.0.0.2
                    for=203.0.113.9, proto=https                         | 127.0.0.1
                    for=203.0.113.9, by=10.0.0.2, for=10.0.0.3           | 10.0.0.3
                    for="203.0.113.9, for=198.51.100.4                   | 198.51.100.4
                    for                                                  | 127.0.0.1
                    """)
    void theStandardHeaderIsReadInTheSameWay(String header, String client) throws Exception {
        assertEquals(client, address(trusting, "Forwarded", header));
    }

    @Test
    void severalLinesOfAHeaderAreOneListAndTheStandardOneWins() throws Exception {
        assertEquals(
                "203.0.113.9",
                address(trusting, "X-Forwarded-For", "1.1.1.1, 203.0.113.9", "X-Forwarded-For", "10.0.0.2"));
        assertEquals("203.0.113.9", address(trusting, "X-Forwarded-For", "1.1.1.1", "Forwarded", "for=203.0.113.9"));
    }

    @Test
    void whoIsNoTrustedProxySpeaksForNobody() throws Exception {
        assertEquals("127.0.0.1", address(careful, "X-Forwarded-For", "203.0.113.9, 10.0.0.2"));
        assertEquals("127.0.0.1", address(careful, "Forwarded", "for=203.0.113.9"));
    }

    @Test
    void whatAnswersTheRequestIsToldTheSameAddress() throws Exception {
        String path = "/api/notes/notes/address";

        assertEquals(
                "203.0.113.9",
                trusting.get(path, "X-Forwarded-For", "203.0.113.9").body());
        assertEquals(
                "127.0.0.1", careful.get(path, "X-Forwarded-For", "203.0.113.9").body());
        assertEquals(Optional.empty(), RequestHead.current());
    }

    private Rig rig(Object... settings) throws Exception {
        Rig rig = new Rig(settings).admitted();
        rig.publish(rig.install("1.0.0"));
        rig.sign(
                head -> {
                    seen.set(head.remoteAddress());
                    return Optional.empty();
                },
                new AccessControl() {
                    @Override
                    public boolean holds(Caller caller, Permission permission) {
                        return false;
                    }

                    @Override
                    public Scope scope(Caller caller, Permission permission) {
                        return Scope.nothing();
                    }

                    @Override
                    public FieldRules fields(Caller caller, Permission permission) {
                        return FieldRules.everything();
                    }

                    @Override
                    public long spend(Caller caller, Permission permission, long amount) {
                        return Long.MAX_VALUE;
                    }
                });
        return rig;
    }

    private String address(Rig rig, String... headers) throws Exception {
        seen.set("nobody was asked");
        assertEquals(200, rig.get("/api/notes/notes/version", headers).statusCode());
        return seen.get();
    }
}
