package dev.rmx.quarantine;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** A connection that reports each statement to a test, which may make it fail before or after it takes effect. */
final class WatchedConnection {
    /** Called for statements that are not prepared: BEGIN, COMMIT, ROLLBACK and pragmas. */
    interface Watcher {
        default void before(String sql) throws SQLException {}

        default void after(String sql) throws SQLException {}
    }

    private WatchedConnection() {}

    static Connection around(Connection connection, Watcher watcher) {
        return proxy(Connection.class, (method, arguments) -> {
            Object result = call(connection, method, arguments);
            return method.getName().equals("createStatement") ? watched((Statement) result, watcher) : result;
        });
    }

    private static Statement watched(Statement statement, Watcher watcher) {
        return proxy(Statement.class, (method, arguments) -> {
            boolean runs = method.getName().startsWith("execute") && arguments != null;
            if (runs) {
                watcher.before((String) arguments[0]);
            }
            Object result = call(statement, method, arguments);
            if (runs) {
                watcher.after((String) arguments[0]);
            }
            return result;
        });
    }

    private interface Answer {
        Object to(Method method, Object... arguments) throws Throwable;
    }

    private static <T> T proxy(Class<T> type, Answer answer) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> answer.to(method, arguments)));
    }

    private static Object call(Object target, Method method, Object... arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
