package io.mortise.kernel.launcher;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Supplier;
import javax.sql.DataSource;

/** Whether the database answers, for {@code /readyz}. */
record DatabaseQuestion(DataSource source) implements Supplier<List<String>> {

    private static final int SECONDS = 2;

    @Override
    public List<String> get() {
        try (Connection connection = source.getConnection()) {
            return connection.isValid(SECONDS) ? List.of() : List.of("the database does not answer");
        } catch (SQLException e) {
            return List.of("the database does not answer: " + e.getMessage());
        }
    }
}
