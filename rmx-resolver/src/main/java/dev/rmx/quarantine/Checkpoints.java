package dev.rmx.quarantine;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes sure that what was committed is on the disk. PostgreSQL's commit does that itself. H2's comes back up to half a second before
 * anything is written, so it is told to; one checkpoint is made for all who wait for one.
 */
abstract class Checkpoints {
    private Checkpoints() {}

    /** @throws QuarantineException if it is an H2 that cannot make sure */
    static Checkpoints of(Connection connection) throws SQLException, QuarantineException {
        DatabaseMetaData database = connection.getMetaData();
        if (!database.getDatabaseProductName().equals("H2")) {
            return new WithCommit();
        }
        int major = database.getDatabaseMajorVersion();
        if (major > 2 || (major == 2 && database.getDatabaseMinorVersion() > 4)) {
            // 2.5.252 notes in the head of the file where the chunk before the last one is. Who opens the file after a
            // crash starts there, and misses what was written since, if that went where space had become free.
            throw new QuarantineException("the quarantine cannot keep messages in H2 "
                    + database.getDatabaseProductVersion() + ": 2.5.252 loses what it has written when its process is"
                    + " killed, and later versions are not known to do better. Use H2 2.4.240");
        }
        return new Explicit();
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
                        // As long as H2 writes in the background too, a checkpoint does not wait for what is being
                        // written there. The database forgets this when it is closed; where it knows, it costs nothing.
                        statement.execute("SET WRITE_DELAY 0");
                        statement.execute("CHECKPOINT SYNC");
                        made = all;
                    }
                }
            }
        }
    }
}
