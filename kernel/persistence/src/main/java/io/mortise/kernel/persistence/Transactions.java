package io.mortise.kernel.persistence;

import io.mortise.data.Work;
import io.mortise.kernel.spi.FaultPoint;
import io.mortise.kernel.spi.UnitsOfWork;
import io.mortise.rest.Problem;
import io.mortise.rest.ProblemException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Units of work over one pool, bound to the thread by a scoped value.
 *
 * <p>Outermost units take a permit before a connection; there are fewer permits than connections, so that the short
 * transactions opened {@linkplain #separately inside} a unit always find one and the pool can't lock itself up.
 */
final class Transactions implements UnitsOfWork {

    private static final Logger LOG = LoggerFactory.getLogger(Transactions.class);

    private final ScopedValue<UnitOfWork> current = ScopedValue.newInstance();
    private final DataSource pool;
    private final Semaphore permits;
    private final Duration patience;
    private final SharedBy sharedBy = new SharedBy();

    /**
     * @param outermost how many units that are not inside another one may be open at once
     * @param patience how long one more waits
     */
    Transactions(DataSource pool, int outermost, Duration patience) {
        this.pool = pool;
        this.permits = new Semaphore(outermost, true);
        this.patience = patience;
    }

    @Override
    public <T, X extends Exception> T write(Work<T, X> work) throws X {
        UnitOfWork unit = unit();
        if (unit == null) {
            return outermost(true, work);
        }
        if (!unit.writing()) {
            throw new IllegalStateException(
                    "write inside a read: the outer unit of work reads only; open it with write(...) instead");
        }
        try {
            return work.run();
        } catch (Throwable failure) {
            unit.doom(failure);
            throw failure;
        }
    }

    @Override
    public <T, X extends Exception> T read(Work<T, X> work) throws X {
        return unit() == null ? outermost(false, work) : work.run();
    }

    @Override
    public <T, X extends Exception> T separately(Work<T, X> work) throws X {
        return unit() == null ? outermost(true, work) : transaction(true, work);
    }

    /** Who has shared with whom. */
    SharedBy sharedBy() {
        return sharedBy;
    }

    @Override
    public boolean active() {
        return current.isBound();
    }

    @Override
    public boolean writing() {
        return current.isBound() && current.get().writing();
    }

    @Override
    public Connection connection() {
        return BorrowedConnection.of(require().connection());
    }

    @Override
    public void afterCommit(Runnable action) {
        UnitOfWork unit = unit();
        if (unit == null) {
            action.run();
        } else {
            unit.afterCommit(action);
        }
    }

    /** The unit of work of this thread. */
    UnitOfWork require() {
        UnitOfWork unit = unit();
        if (unit == null) {
            throw new IllegalStateException(
                    "no unit of work on this thread: wrap the call in database.read(...) or database.write(...)");
        }
        return unit;
    }

    private @Nullable UnitOfWork unit() {
        return current.isBound() ? current.get() : null;
    }

    private <T, X extends Exception> T outermost(boolean writing, Work<T, X> work) throws X {
        takePermit();
        try {
            return transaction(writing, work);
        } finally {
            permits.release();
        }
    }

    private void takePermit() {
        try {
            if (!permits.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new ProblemException(Problem.of("database-busy", 503));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProblemException(Problem.of("database-busy", 503), e);
        }
    }

    private <T, X extends Exception> T transaction(boolean writing, Work<T, X> work) throws X {
        Connection connection = begin(writing);
        var unit = new UnitOfWork(connection, writing);
        T result;
        List<Runnable> after;
        try {
            try {
                result = ScopedValue.where(current, unit).call(() -> work.run());
                unit.closeParts();
            } catch (Throwable failure) {
                rollBack(unit, failure);
                throw failure;
            }
            finish(unit);
            after = unit.afterCommit();
        } finally {
            giveBack(connection);
            run(unit.atEnd());
        }
        run(after);
        return result;
    }

    private Connection begin(boolean writing) {
        Connection connection;
        try {
            connection = pool.getConnection();
        } catch (SQLException e) {
            throw new ProblemException(Problem.of("database-busy", 503), e);
        }
        try {
            connection.setReadOnly(!writing);
            connection.setAutoCommit(false);
            return connection;
        } catch (SQLException e) {
            giveBack(connection);
            throw new ProblemException(Problem.of("database-busy", 503), e);
        }
    }

    private void finish(UnitOfWork unit) {
        Throwable doom = unit.doom();
        if (doom != null) {
            rollBack(unit, doom);
            throw new IllegalStateException(
                    "the unit of work was rolled back although its outermost work ended well: a part of it failed before ("
                            + doom + ") and the failure was swallowed",
                    doom);
        }
        try {
            FaultPoint.reach("persistence.before-commit");
            unit.connection().commit();
        } catch (SQLException | RuntimeException failure) {
            rollBack(unit, failure);
            throw failure instanceof SQLException sql
                    ? DatabaseFailures.translate(
                            "the unit of work could not be committed; nothing of it is known to be stored", sql)
                    : (RuntimeException) failure;
        }
    }

    private static void rollBack(UnitOfWork unit, Throwable cause) {
        try {
            unit.closeParts();
        } catch (RuntimeException e) {
            cause.addSuppressed(e);
        }
        try {
            unit.connection().rollback();
        } catch (SQLException e) {
            // The pool throws a broken connection away; the transaction is gone with it.
            cause.addSuppressed(e);
        }
    }

    private static void giveBack(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            LOG.warn("a connection could not be given back to the pool, which will replace it", e);
        }
    }

    private static void run(List<Runnable> actions) {
        for (Runnable action : actions) {
            try {
                action.run();
            } catch (RuntimeException e) {
                LOG.error("work after the end of a transaction failed; what was committed stands", e);
            }
        }
    }
}
