package io.mortise.kernel.persistence;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;

/** A connection for sessions that must not touch the database. */
final class NoConnection {

    static final Connection INSTANCE = (Connection) Proxy.newProxyInstance(
            Connection.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (_, method, _) -> switch (method.getName()) {
                case "isClosed" -> false;
                case "close" -> null;
                case "toString" -> "no connection";
                default -> throw new SQLException("the health check of an entity must not touch the database");
            });

    private NoConnection() {}
}
