package io.mortise.kernel.persistence;

import io.mortise.rest.Problem;
import io.mortise.rest.ProblemException;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells failures of the database apart by SQLState, the same for H2 and PostgreSQL. */
final class DatabaseFailures {

    private DatabaseFailures() {}

    /** The database's own failure behind this one. */
    static Optional<SQLException> sql(@Nullable Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof SQLException found) {
                return Optional.of(found);
            }
        }
        return Optional.empty();
    }

    /** A value that a unique constraint or index refused. */
    static boolean isUnique(SQLException failure) {
        return "23505".equals(failure.getSQLState());
    }

    /**
     * Another transaction was in the way: deadlock, serialization failure, or a lock not given in time. Doing the whole
     * unit of work again may well succeed.
     */
    static boolean isContention(SQLException failure) {
        String state = String.valueOf(failure.getSQLState());
        return switch (state) {
            case "40001", "40P01", "55P03", "HYT00", "90131" -> true;
            default -> false;
        };
    }

    /** A value that can't be what the column holds. */
    static boolean isWrongValue(SQLException failure) {
        return String.valueOf(failure.getSQLState()).startsWith("22");
    }

    /** The statement ran longer than it may. */
    static boolean isTimeout(SQLException failure) {
        return "57014".equals(failure.getSQLState());
    }

    /**
     * What the caller gets: 503 {@code database-busy} when trying again helps, 503 {@code statement-timeout} when the
     * statement was stopped; else a bug.
     */
    static RuntimeException translate(String what, SQLException failure) {
        if (isContention(failure)) {
            return new ProblemException(Problem.of("database-busy", 503), failure);
        }
        if (isTimeout(failure)) {
            return new ProblemException(Problem.of("statement-timeout", 503), failure);
        }
        return new IllegalStateException(
                what + " (" + failure.getSQLState() + "): " + firstLine(failure.getMessage()), failure);
    }

    /** Without the statement's text and its values. */
    private static String firstLine(@Nullable String message) {
        String text = String.valueOf(message);
        int end = text.indexOf('\n');
        String line = end < 0 ? text : text.substring(0, end);
        int statement = line.indexOf("; SQL statement:");
        return statement < 0 ? line : line.substring(0, statement);
    }
}
