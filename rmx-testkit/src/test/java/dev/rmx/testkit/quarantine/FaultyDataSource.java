package dev.rmx.testkit.quarantine;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Wraps a data source: chosen calls on its connections fail, and connections are counted. */
final class FaultyDataSource extends WrappedDataSource {
    private int failAt;
    private int failures;
    private Supplier<Exception> fault = SQLException::new;
    private boolean autoCommit = true;
    private int isolation = Connection.TRANSACTION_READ_COMMITTED;

    private int calls;
    private int open;
    private boolean committed;
    private String lastFailed = "";
    private String asGivenBack = "";

    FaultyDataSource(DataSource real) {
        super(real);
    }

    /** Makes {@code howMany} calls fail with this SQLState, beginning with number {@code from}. */
    void fail(int from, int howMany, String sqlState) {
        fail(from, howMany, () -> new SQLException("a fault", sqlState));
    }

    /** Makes {@code howMany} calls throw these exceptions, beginning with number {@code from}. */
    void fail(int from, int howMany, Supplier<Exception> faults) {
        failAt = from;
        failures = howMany;
        fault = faults;
        calls = 0;
        committed = false;
        lastFailed = "";
    }

    /** Sets the state in which connections are handed out. */
    void handOut(boolean autoCommitted, int isolated) {
        autoCommit = autoCommitted;
        isolation = isolated;
    }

    int calls() {
        return calls;
    }

    /** How many connections have not been returned. */
    int open() {
        return open;
    }

    /** Whether anything was committed since the faults were set. */
    boolean committed() {
        return committed;
    }

    /** The last call that failed, or null. */
    String lastFailed() {
        return lastFailed;
    }

    /** Auto-commit, isolation and network time-out of the last connection when it was returned. */
    String asGivenBack() {
        return asGivenBack;
    }

    @Override
    public Connection getConnection() throws SQLException {
        count("getConnection");
        Connection connection = real.getConnection();
        connection.setTransactionIsolation(isolation);
        connection.setAutoCommit(autoCommit);
        open++;
        return (Connection) wrap(connection, Connection.class);
    }

    private void count(String call) throws SQLException {
        calls++;
        if (calls >= failAt && failures > 0) {
            failures--;
            lastFailed = call;
            Exception thrown = fault.get();
            if (thrown instanceof RuntimeException unexpected) {
                throw unexpected;
            }
            throw (SQLException) thrown;
        }
    }

    private Object wrap(Object object, Class<?> type) {
        InvocationHandler handler = (proxy, method, arguments) -> call(object, method, arguments);
        return Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {type}, handler);
    }

    private @Nullable Object call(Object object, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        try {
            if (object instanceof Connection connection && method.getName().equals("close")) {
                asGivenBack = connection.getAutoCommit() + " " + connection.getTransactionIsolation() + " "
                        + connection.getNetworkTimeout();
                connection.close(); // even if it throws afterwards
                open--;
            }
            count(method.getName());
            committed |= method.getName().equals("commit");
            Object result = method.invoke(object, arguments);
            Class<?> type = method.getReturnType();
            return result != null && type.isInterface() && type.getName().startsWith("java.sql.") && !isArray(method)
                    ? wrap(result, type)
                    : result;
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }

    /** Arrays are passed as parameters later, and drivers need their own objects. */
    private static boolean isArray(Method method) {
        return method.getName().equals("createArrayOf");
    }
}
