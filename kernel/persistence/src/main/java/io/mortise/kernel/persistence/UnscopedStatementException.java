package io.mortise.kernel.persistence;

import java.io.Serial;

/**
 * A statement of a module that the guard refused: it touches a protected table without a scope handle, a table of another
 * module, or is of a kind that could. A bug of the module; nothing was sent to the database.
 */
public final class UnscopedStatementException extends IllegalStateException {

    @Serial
    private static final long serialVersionUID = 1L;

    UnscopedStatementException(String message) {
        super(message);
    }
}
