package io.mortise.kernel.persistence;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLFeatureNotSupportedException;
import org.jspecify.annotations.Nullable;

/**
 * The connection of a unit of work in the hands of a kernel part: closing does nothing, and it can't end the transaction.
 * Not a fence against kernel parts, which are trusted, but a sentence for the one that forgets.
 */
final class BorrowedConnection {

    private BorrowedConnection() {}

    static Connection of(Connection connection) {
        return (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (_, method, arguments) -> call(connection, method, arguments));
    }

    private static @Nullable Object call(Connection connection, Method method, Object @Nullable [] arguments)
            throws Throwable {
        switch (method.getName()) {
            case "close" -> {
                return null;
            }
            case "commit", "abort" -> throw refused(method.getName());
            case "rollback" -> {
                if (arguments == null) {
                    throw refused("rollback");
                }
            }
            case "setAutoCommit" -> {
                if (arguments != null && Boolean.TRUE.equals(arguments[0])) {
                    throw refused("setAutoCommit(true)");
                }
                return null;
            }
            case "setReadOnly", "setTransactionIsolation" -> throw refused(method.getName());
            default -> {}
        }
        try {
            return method.invoke(connection, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static SQLFeatureNotSupportedException refused(String method) {
        return new SQLFeatureNotSupportedException(
                method + " is refused: the unit of work ends this connection's transaction when its work is done");
    }
}
