package io.mortise.kernel.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** PERMISSIONS.md, law 8: a committed change binds the next request. */
final class CommittedEpochTest {

    private final JdbcConnectionPool pool = JdbcConnectionPool.create("jdbc:h2:mem:", "sa", "");
    private final Transactions units = new Transactions(pool, 4, Duration.ofSeconds(5));
    private final CommittedEpoch epoch = new CommittedEpoch(units);

    @AfterEach
    void close() {
        pool.dispose();
    }

    @Test
    void aChangeIsUnknownUntilItsCommitAndAnotherEpochAfterIt() {
        long before = epoch.current();
        List<Long> seen = new ArrayList<>();

        units.write(() -> {
            epoch.advance();
            epoch.advance();
            units.afterCommit(() -> seen.add(epoch.current()));
            assertTrue(epoch.current() < 0);
            return null;
        });

        assertEquals(List.of(before + 1), seen, "whoever hears of the commit sees the new epoch");
        assertEquals(before + 1, epoch.current());
    }

    @Test
    void aChangeThatIsRolledBackEndsToo() {
        long before = epoch.current();

        assertThrows(
                IllegalArgumentException.class,
                () -> units.write(() -> {
                    epoch.advance();
                    throw new IllegalArgumentException("no");
                }));

        assertTrue(epoch.current() > before, "nothing computed meanwhile is taken for what was before");
    }

    @Test
    void aSecondChangeKeepsItUnknownWhileTheFirstHasEnded() {
        units.write(() -> {
            epoch.advance();
            units.separately(() -> {
                epoch.advance();
                return null;
            });
            assertTrue(epoch.current() < 0);
            return null;
        });

        assertTrue(epoch.current() >= 2);
    }

    @Test
    void onlyAWritingUnitEndsIt() {
        assertThrows(IllegalStateException.class, epoch::advance);
        assertThrows(
                IllegalStateException.class,
                () -> units.read(() -> {
                    epoch.advance();
                    return null;
                }));
    }
}
