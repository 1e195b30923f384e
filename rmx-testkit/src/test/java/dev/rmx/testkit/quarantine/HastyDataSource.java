package dev.rmx.testkit.quarantine;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Wraps a data source: its connections wait for an answer for a shorter time than they are told to. */
final class HastyDataSource extends WrappedDataSource {
    private final int milliseconds;
    private final List<Integer> asked = new ArrayList<>();
    private Runnable beforeUse = () -> {};
    private int open;

    /** Waits this long at most, if a connection is given a limit. */
    HastyDataSource(DataSource real, int milliseconds) {
        super(real);
        this.milliseconds = milliseconds;
    }

    /** Sets what to do after a connection is made and before it is used. */
    void beforeUse(Runnable task) {
        beforeUse = task;
    }

    /** The time-outs that connections were given. */
    List<Integer> asked() {
        return asked;
    }

    /** How many connections are not closed. */
    int open() {
        return open;
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection connection = real.getConnection();
        open++;
        beforeUse.run();
        return (Connection) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> call(connection, method, arguments));
    }

    private @Nullable Object call(Connection connection, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        if (method.getName().equals("setNetworkTimeout") && arguments != null) {
            int limit = (Integer) Objects.requireNonNull(arguments[1]);
            asked.add(limit);
            connection.setNetworkTimeout((Executor) arguments[0], Math.min(limit, milliseconds));
            return null;
        }
        if (method.getName().equals("close")) {
            open--;
        }
        try {
            return method.invoke(connection, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }
}
