package dev.rmx.quarantine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Statements on an SQLite file are prepared once, and again after an error. */
class SqliteStatementsTest {
    @TempDir
    Path directory = Path.of(".");

    private final AtomicInteger prepared = new AtomicInteger();

    private SqliteFile open() throws QuarantineException {
        return SqliteFile.open(directory.resolve("numbers.db"), SqliteOptions.DEFAULTS.withWrapper(this::counting));
    }

    private Connection counting(Connection connection) {
        return (Connection) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    // the file asks for its own free pages at times
                    if (method.getName().equals("prepareStatement")
                            && String.valueOf(arguments[0]).contains("numbers")) {
                        prepared.incrementAndGet();
                    }
                    try {
                        return method.invoke(connection, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static int add(Connection connection, Object number) throws SQLException {
        return Sql.update(connection, "INSERT INTO numbers (number) VALUES (?)", number);
    }

    private static List<Long> all(Connection connection) throws SQLException {
        return Sql.ids(connection, "SELECT number FROM numbers ORDER BY number");
    }

    @Test
    void a_statement_is_prepared_once() throws Exception {
        try (SqliteFile file = open()) {
            file.run("create", connection -> Sql.update(connection, "CREATE TABLE numbers (number INTEGER UNIQUE)"));
            int before = prepared.get();
            for (long number = 0; number < 10; number++) {
                long next = number;
                file.run("add", connection -> add(connection, next));
                assertThat(file.read("read", SqliteStatementsTest::all)).hasSize((int) number + 1);
            }
            assertThat(prepared.get() - before).isEqualTo(2);
        }
    }

    @Test
    void two_statements_of_the_same_text_do_not_affect_each_other() throws Exception {
        try (SqliteFile file = open()) {
            file.run("create", connection -> Sql.update(connection, "CREATE TABLE numbers (number INTEGER)"));
            file.run("add", connection -> add(connection, 1L) + add(connection, 2L));
            file.read("read", connection -> {
                String select = "SELECT number FROM numbers ORDER BY number";
                try (var outer = connection.prepareStatement(select);
                        var rows = outer.executeQuery()) {
                    rows.next();
                    assertThat(all(connection)).containsExactly(1L, 2L);
                    assertThat(rows.getLong(1)).isEqualTo(1);
                    assertThat(rows.next()).isTrue();
                    return rows.getLong(1);
                }
            });
        }
    }

    @Test
    void TEMP_4_after_an_error_all_statements_are_prepared_again() throws Exception {
        try (SqliteFile file = open()) {
            file.run("create", connection -> Sql.update(connection, "CREATE TABLE numbers (number INTEGER UNIQUE)"));
            file.run("add", connection -> add(connection, 1L));
            file.read("read", SqliteStatementsTest::all);
            assertThatThrownBy(() -> file.run("add", connection -> add(connection, 1L)))
                    .isInstanceOf(QuarantineException.class);
            int before = prepared.get();
            file.run("add", connection -> add(connection, 2L));
            assertThat(file.read("read", SqliteStatementsTest::all)).containsExactly(1L, 2L);
            assertThat(prepared.get() - before).isEqualTo(2);
        }
    }
}
