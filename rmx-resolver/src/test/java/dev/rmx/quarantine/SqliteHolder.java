package dev.rmx.quarantine;

import java.nio.file.Path;

/** A process that opens a database file, reports that, and then closes the file or waits to be killed. */
final class SqliteHolder {
    private SqliteHolder() {}

    public static void main(String... arguments) throws Exception {
        try {
            SqliteFile file = SqliteFile.open(Path.of(arguments[0]));
            System.out.println("open");
            if (arguments.length > 1) {
                Thread.currentThread().join();
            }
            file.close();
        } catch (QuarantineException e) {
            System.out.println(e.getMessage());
        }
    }
}
