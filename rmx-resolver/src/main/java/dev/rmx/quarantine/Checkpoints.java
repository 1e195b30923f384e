package dev.rmx.quarantine;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes sure that what was committed is on the disk. PostgreSQL's commit does that itself. H2's comes back up to half a second before
 * anything is written, so it is told to; one checkpoint is made for all who wait for one.
 */
abstract class Checkpoints {
    private Checkpoints() {}

    static Checkpoints of(Connection connection) throws SQLException {
        return connection.getMetaData().getDatabaseProductName().equals("H2") ? new Explicit() : new WithCommit();
    }

    /** Returns when everything that was committed before is on the disk. */
    abstract void await(Connection connection) throws SQLException;

    private static final class WithCommit extends Checkpoints {
        @Override
        void await(Connection connection) {}
    }

    private static final class Explicit extends Checkpoints {
        private final AtomicLong asked = new AtomicLong();
        private long made;

        @Override
        void await(Connection connection) throws SQLException {
            long mine = asked.incrementAndGet();
            synchronized (this) {
                try (Statement statement = connection.createStatement()) {
                    if (made >= mine) {
                        // one that began later is made. Was it of this database, or was it closed after a fault and
                        // opened again?
                        statement.execute("SELECT 1");
                    } else {
                        long all = asked.get();
                        statement.execute("CHECKPOINT SYNC");
                        made = all;
                    }
                }
            }
        }
    }
}
