package io.mortise.kernel.persistence;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Array;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.sql.Wrapper;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The connection as a module's session sees it: every statement is judged before it is prepared, and no way leads from
 * it, its statements, results, arrays or meta data to the connection underneath. Methods of a connection that are not
 * named here are refused, those of a later JDBC version too.
 */
final class GuardedConnection implements InvocationHandler {

    private static final Set<String> ALLOWED = Set.of(
            "isClosed",
            "isValid",
            "isReadOnly",
            "getAutoCommit",
            "getCatalog",
            "getSchema",
            "getHoldability",
            "getTransactionIsolation",
            "getTypeMap",
            "getMetaData",
            "getWarnings",
            "clearWarnings",
            "createArrayOf",
            "createBlob",
            "createClob",
            "createNClob",
            "createSQLXML",
            "createStruct");

    /** Without effect: Hibernate calls them where its own transaction begins and ends. */
    private static final Set<String> ENDINGS = Set.of("close", "commit", "rollback", "setAutoCommit");

    private static final ClassLoader PLATFORM = Connection.class.getClassLoader();

    private final Connection connection;
    private final StatementRules rules;
    private final boolean writing;
    private final Connection self;

    private GuardedConnection(Connection connection, StatementRules rules, boolean writing) {
        this.connection = connection;
        this.rules = rules;
        this.writing = writing;
        this.self = (Connection) proxy(Connection.class, this);
    }

    static Connection of(Connection connection, StatementRules rules, boolean writing) {
        return new GuardedConnection(connection, rules, writing).self;
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        String name = method.getName();
        if (method.getDeclaringClass() == Object.class) {
            return ofObject(proxy, connection, method, arguments);
        }
        if (ENDINGS.contains(name) && (arguments == null || name.equals("setAutoCommit"))) {
            // The unit of work alone ends its transaction; Hibernate's own transaction over it may come and go.
            return null;
        }
        if (name.equals("prepareStatement") && arguments != null) {
            rules.check((String) arguments[0], writing);
        } else if (!ALLOWED.contains(name)) {
            throw refused(name);
        }
        return guarded(call(connection, method, arguments));
    }

    private @Nullable Object guarded(@Nullable Object result) {
        return switch (result) {
            case null -> null;
            case Connection _ -> self;
            case Statement statement -> inner(statement, method -> isText(method) ? method.getName() : null);
            case ResultSet rows -> inner(rows, _ -> null);
            case Array array -> inner(array, method -> method.getName().equals("getResultSet") ? "getResultSet" : null);
            case DatabaseMetaData meta -> inner(meta, _ -> null);
            default -> result;
        };
    }

    /** A statement that is given its text only when it runs; H2 and PostgreSQL refuse it on prepared ones themselves. */
    private static boolean isText(Method method) {
        return method.getParameterCount() > 0
                && method.getParameterTypes()[0] == String.class
                && (method.getName().startsWith("execute") || method.getName().equals("addBatch"));
    }

    /** Names the method when it must not be called. */
    @FunctionalInterface
    private interface Refusal {
        @Nullable
        String of(Method method);
    }

    private Object inner(Object target, Refusal refusal) {
        return proxy(jdbcType(target), new Inner(target, refusal));
    }

    /** Guards what came from the connection; the driver gets the thing itself back, when it is handed in again. */
    private final class Inner implements InvocationHandler {
        private final Object target;
        private final Refusal refusal;

        Inner(Object target, Refusal refusal) {
            this.target = target;
            this.refusal = refusal;
        }

        @Override
        public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
                throws Throwable {
            if (method.getDeclaringClass() == Object.class) {
                return ofObject(proxy, target, method, arguments);
            }
            String refusedName = method.getDeclaringClass() == Wrapper.class ? method.getName() : refusal.of(method);
            if (refusedName != null) {
                throw refused(refusedName);
            }
            for (int i = 0; arguments != null && i < arguments.length; i++) {
                Object argument = arguments[i];
                if (argument != null
                        && Proxy.isProxyClass(argument.getClass())
                        && Proxy.getInvocationHandler(argument) instanceof Inner guarded) {
                    arguments[i] = guarded.target;
                }
            }
            return guarded(call(target, method, arguments));
        }
    }

    private static Class<?> jdbcType(Object target) {
        return switch (target) {
            case java.sql.CallableStatement _ -> java.sql.CallableStatement.class;
            case java.sql.PreparedStatement _ -> java.sql.PreparedStatement.class;
            case Statement _ -> Statement.class;
            case ResultSet _ -> ResultSet.class;
            case Array _ -> Array.class;
            default -> DatabaseMetaData.class;
        };
    }

    private static Object proxy(Class<?> type, InvocationHandler handler) {
        return Proxy.newProxyInstance(PLATFORM, new Class<?>[] {type}, handler);
    }

    private static @Nullable Object ofObject(
            Object proxy, Object target, Method method, @Nullable Object @Nullable [] arguments) {
        return switch (method.getName()) {
            case "equals" -> arguments != null && proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            default -> "guarded " + target.getClass().getSimpleName();
        };
    }

    private static @Nullable Object call(Object target, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static SQLFeatureNotSupportedException refused(String method) {
        return new SQLFeatureNotSupportedException(
                method + " is refused on a module's connection: it could reach around the guard");
    }
}
