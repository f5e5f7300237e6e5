package io.mortise.kernel.messaging;

import java.io.Serial;
import java.sql.SQLException;

/** The database refused a statement of this part. */
final class MessagingException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    MessagingException(String sql, SQLException cause) {
        super("messaging: \"" + sql + "\" failed: " + cause.getMessage(), cause);
    }
}
