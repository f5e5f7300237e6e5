package io.mortise.identity.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mortise.sdk.testkit.Http;
import io.mortise.sdk.testkit.MortiseServer;
import io.mortise.sdk.testkit.MortiseTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What has an end ends: nobody waits for hours here, so the database is told that it is later. */
@MortiseTest(settings = "http.trusted-proxies=127.0.0.1")
class ExpiryIT {

    private final MortiseServer server;
    private final Company company;

    ExpiryIT(MortiseServer server) {
        this.server = server;
        this.company = new Company(server);
    }

    @BeforeEach
    void install() {
        company.install("identity", "access");
    }

    private Connection database() throws SQLException {
        var source = new JdbcDataSource();
        source.setURL(
                "jdbc:h2:file:" + server.dataFolder().resolve("db/mortise").toAbsolutePath()
                        + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;LOCK_TIMEOUT=10000");
        source.setUser("mortise");
        source.setPassword("");
        return source.getConnection();
    }

    /** Moves a time of a person's rows into the past; {@code ended} so that what was remembered is looked up again. */
    private void past(String table, String column, String person, Duration ago) throws SQLException {
        try (Connection connection = database();
                var update = connection.prepareStatement(
                        "update " + table + " set " + column + " = ? where person_id = ?")) {
            update.setTimestamp(1, Timestamp.from(Instant.now().minus(ago)));
            update.setObject(2, UUID.fromString(person));
            assertTrue(update.executeUpdate() > 0);
        }
        company.endEpoch();
    }

    @Test
    void aSessionEndsWhenNobodyUsedItAndWhenItsTimeIsUpHoweverMuchItIsUsed() throws SQLException {
        Company.Employee wang = company.employee("Wang Idle");
        Browser browser = Browser.at(server).signedIn(wang.login(), Company.PASSWORD);
        past("identity_session", "seen_at", wang.id(), Duration.ofMinutes(119));
        assertTrue(browser.in());
        past("identity_session", "seen_at", wang.id(), Duration.ofMinutes(121));
        assertFalse(browser.in());
        browser.get("/api/identity/own/notifications").expect(401);

        Browser other = Browser.at(server).signedIn(wang.login(), Company.PASSWORD);
        past("identity_session", "ends_at", wang.id(), Duration.ofSeconds(1));
        assertFalse(other.in());
    }

    @Test
    void theCompanySaysHowLongASessionMayBeIdleAndWhetherEverybodyNeedsASecondFactor() throws SQLException {
        Company.Employee wang = company.employee("Wang Rules");
        Browser browser = Browser.at(server).signedIn(wang.login(), Company.PASSWORD);
        Http operator = company.operator();
        String path = "/api/identity/settings";
        operator.patch(path, "*", Map.of("signIn", Map.of("idleMinutes", 1))).expect(400);
        operator.patch(path, "*", Map.of("signIn", Map.of("idle", 10))).expect(400);
        operator.patch(path, "*", Map.of("signIn", Map.of("idleMinutes", 10, "secondFactor", true)))
                .expect(200);

        past("identity_session", "seen_at", wang.id(), Duration.ofMinutes(11));

        assertFalse(browser.in());
        var again = Browser.at(server);
        assertEquals(
                "second-factor",
                again.signIn(wang.login(), Company.PASSWORD)
                        .expect(201)
                        .json()
                        .path("pending")
                        .asText());
        assertEquals(
                "second-factor-needed",
                again.get("/api/identity/own/notifications").expect(403).problem());
        var totp = new io.mortise.identity.internal.credential.Totp(
                again.post("/api/identity/own/second-factor", Map.of("password", Company.PASSWORD))
                        .expect(200)
                        .json()
                        .path("secret")
                        .asText());
        again.kept(again.post("/api/identity/own/second-factor/confirmation", Map.of("code", totp.code(Instant.now())))
                .expect(200));
        again.get("/api/identity/own/notifications").expect(200);
        again.post(
                        "/api/identity/own/second-factor/removal",
                        Map.of(
                                "password",
                                Company.PASSWORD,
                                "code",
                                totp.code(Instant.now().plusSeconds(30))))
                .expect(409);
        operator.patch(path, "*", Map.of("signIn", Map.of("secondFactor", false, "idleMinutes", 120)))
                .expect(200);
    }

    @Test
    void theSecretOfAnAuthenticatorAppIsSealedAndOneOfAnOlderVersionWhenItIsUsed() throws SQLException {
        Company.Employee wang = company.employee("Wang Sealed");
        var totp = io.mortise.identity.internal.credential.Totp.fresh();
        try (Connection connection = database();
                var update = connection.prepareStatement(
                        "update identity_account set totp_secret = ? where person_id = ?")) {
            update.setString(1, totp.secret());
            update.setObject(2, UUID.fromString(wang.id()));
            assertEquals(1, update.executeUpdate());
        }
        Instant now = Instant.now();
        Browser.at(server)
                .signIn(Map.of("login", wang.login(), "password", Company.PASSWORD, "code", totp.code(now)))
                .expect(201);

        try (Connection connection = database();
                var select = connection.prepareStatement(
                        "select totp_secret, totp_sealed from identity_account where person_id = ?")) {
            select.setObject(1, UUID.fromString(wang.id()));
            try (var rows = select.executeQuery()) {
                assertTrue(rows.next());
                assertFalse(rows.getString(1).contains(totp.secret()));
                assertFalse(rows.getString(2).contains(totp.secret()));
            }
        }
        Browser.at(server)
                .signIn(Map.of(
                        "login", wang.login(), "password", Company.PASSWORD, "code", totp.code(now.plusSeconds(30))))
                .expect(201);
    }

    @Test
    void aTokenAndALinkEndByThemselves() throws SQLException {
        Company.Employee wang = company.employee("Wang End");
        Browser browser = Browser.at(server).signedIn(wang.login(), Company.PASSWORD);
        String token = browser.post(
                        "/api/identity/own/tokens",
                        Map.of(
                                "name",
                                "script",
                                "endsAt",
                                Instant.now().plus(Duration.ofDays(1)).toString()))
                .expect(201)
                .json()
                .path("token")
                .asText();
        Http script = browser.bare().as(token);
        script.get("/api/identity/people").expect(403);
        past("identity_token", "ends_at", wang.id(), Duration.ofSeconds(1));
        script.get("/api/identity/people").expect(401);

        String link = company.operator()
                .post("/api/identity/people/" + wang.id() + "/account/password-resets", "")
                .expect(201)
                .json()
                .path("link")
                .asText();
        past("identity_link", "ends_at", wang.id(), Duration.ofSeconds(1));
        browser.bare()
                .post(
                        "/api/identity/password-links/redemption",
                        Map.of("secret", link.substring(link.indexOf('#') + 1), "password", "kettle otter sundial"))
                .expect(410);
    }
}
