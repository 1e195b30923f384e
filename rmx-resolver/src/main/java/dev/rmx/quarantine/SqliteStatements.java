package dev.rmx.quarantine;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A connection to SQLite that keeps closed prepared statements for reuse, since preparing one takes longer than running
 * it. Used by one thread.
 */
final class SqliteStatements {
    /** More than the quarantine uses. */
    private static final int MOST = 100;

    private final Connection real;
    private final Connection keeping;
    private final Map<String, PreparedStatement> kept = new HashMap<>();

    SqliteStatements(Connection real) {
        this.real = real;
        this.keeping = proxy(
                Connection.class,
                (method, arguments) -> method.getName().equals("prepareStatement") && arguments.length == 1
                        ? prepare((String) arguments[0])
                        : call(real, method, arguments));
    }

    /** The connection that callers use. */
    Connection connection() {
        return keeping;
    }

    private PreparedStatement prepare(String sql) throws SQLException {
        PreparedStatement before = kept.remove(sql);
        PreparedStatement statement = before == null ? real.prepareStatement(sql) : before;
        return proxy(
                PreparedStatement.class,
                (method, arguments) ->
                        method.getName().equals("close") ? close(sql, statement) : call(statement, method, arguments));
    }

    private @Nullable Object close(String sql, PreparedStatement statement) throws SQLException {
        if (kept.size() >= MOST || kept.putIfAbsent(sql, statement) != null) {
            statement.close();
        }
        return null;
    }

    /** Drops all statements. After an error they may be unusable. */
    void drop() {
        for (PreparedStatement statement : kept.values()) {
            try {
                statement.close();
            } catch (SQLException | RuntimeException e) {
                // it is dropped anyway
            }
        }
        kept.clear();
    }

    private interface Answer {
        @Nullable
        Object to(Method method, Object... arguments) throws Throwable;
    }

    private static <T> T proxy(Class<T> type, Answer answer) {
        Object[] none = {};
        return type.cast(Proxy.newProxyInstance(
                SqliteStatements.class.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> answer.to(method, arguments == null ? none : arguments)));
    }

    private static @Nullable Object call(Object target, Method method, Object... arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }
}
