package dev.rmx.testkit.quarantine;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Wraps a data source: records the statements run on its connections, with their values. */
final class LoggedStatements extends WrappedDataSource {
    /** The last values of each statement, as SQL literals. */
    private final Map<String, Map<Integer, String>> statements = new LinkedHashMap<>();

    LoggedStatements(DataSource real) {
        super(real);
    }

    /** The statements with their values: {@code 17}, {@code 'text'}, {@code NULL}. */
    Map<String, Map<Integer, String>> statements() {
        return statements;
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection connection = real.getConnection();
        return proxy(Connection.class, connection, (method, arguments, result) -> {
            if (!method.getName().equals("prepareStatement") || arguments == null) {
                return result;
            }
            Map<Integer, String> values = new TreeMap<>();
            statements.put(String.valueOf(arguments[0]), values);
            return proxy(PreparedStatement.class, result, (setter, parameter, nothing) -> {
                if (setter.getName().equals("setObject") && parameter != null) {
                    values.put(Integer.valueOf(String.valueOf(parameter[0])), literal(parameter[1]));
                }
                return nothing;
            });
        });
    }

    private static String literal(@Nullable Object value) throws SQLException {
        if (value == null) {
            return "NULL";
        }
        if (value instanceof Number) {
            return value.toString();
        }
        if (value instanceof byte[]) {
            return "'\\x00'";
        }
        if (value instanceof Array array) {
            return Stream.of((Object[]) array.getArray())
                    .map(String::valueOf)
                    .collect(Collectors.joining(",", "'{", "}'"));
        }
        return "'" + value + "'";
    }

    private interface After {
        @Nullable
        Object call(Method method, @Nullable Object @Nullable [] arguments, @Nullable Object result) throws Throwable;
    }

    private static <T> T proxy(Class<T> type, @Nullable Object target, After after) {
        return type.cast(Proxy.newProxyInstance(
                LoggedStatements.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    try {
                        return after.call(method, arguments, method.invoke(target, arguments));
                    } catch (InvocationTargetException e) {
                        throw e.getCause() == null ? e : e.getCause();
                    }
                }));
    }
}
