package io.mortise.kernel.persistence;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.postgresql.util.PSQLException;

/** Finds the name of the unique constraint or index that refused a row. */
final class UniqueNames {

    private static final Pattern H2_INDEX =
            Pattern.compile("violation: \"(?:\"?PUBLIC\"?\\.)?\"?([A-Za-z0-9_]+)\"?[ (]");

    private UniqueNames() {}

    /**
     * The name, in lower case; {@code unknown} when the database doesn't tell.
     *
     * @param connection of the transaction; asked on H2 alone, where a failed statement doesn't end it
     */
    static String of(SQLException failure, Connection connection) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof PSQLException postgres && postgres.getServerErrorMessage() != null) {
                String name = postgres.getServerErrorMessage().getConstraint();
                return name == null ? "unknown" : name.toLowerCase(Locale.ROOT);
            }
        }
        if (failure.getNextException() instanceof PSQLException postgres) {
            return of(postgres, connection);
        }
        var found = H2_INDEX.matcher(String.valueOf(failure.getMessage()));
        return found.find() ? constraint(found.group(1), connection) : "unknown";
    }

    /** H2 names the index; a constraint's index has a made-up name. */
    private static String constraint(String index, Connection connection) {
        try (var statement = connection.prepareStatement(
                "select constraint_name from information_schema.table_constraints where index_name = ?")) {
            statement.setString(1, index);
            try (var rows = statement.executeQuery()) {
                return (rows.next() ? rows.getString(1) : index).toLowerCase(Locale.ROOT);
            }
        } catch (SQLException e) {
            return index.toLowerCase(Locale.ROOT);
        }
    }
}
