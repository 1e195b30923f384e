package dev.rmx.quarantine;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Reads held messages from database rows. */
final class HeldRows {
    private static final System.Logger LOG = System.getLogger(HeldRows.class.getName());

    private final Dialect sql;
    /** Ids of unreadable rows that were logged. */
    private final Set<Long> reported = ConcurrentHashMap.newKeySet();

    HeldRows(Dialect sql) {
        this.sql = sql;
    }

    /**
     * Messages in the order of their ids. An unreadable row, such as one written by a later release, does not block the
     * others.
     *
     * @param messages the readable messages
     * @param unreadable the ids of the others
     */
    record Read(List<HeldMessage> messages, List<Long> unreadable) {}

    Read read(Connection connection, HeldClock clock, Collection<Long> ids) throws SQLException {
        Read read = new Read(new ArrayList<>(), new ArrayList<>());
        String select = "SELECT h.id, h.question, content, reference, held_since, held_until, h.due, h.attempts,"
                + " q.due, q.attempts"
                + " FROM rmx_held h LEFT JOIN rmx_question q ON q.question = h.question"
                + " WHERE h.id" + sql.isOneOf + " ORDER BY h.id";
        try (PreparedStatement statement = connection.prepareStatement(select)) {
            Sql.set(statement, sql.ids(connection, ids));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    long id = row.getLong(1);
                    try {
                        read.messages().add(message(id, row, clock));
                    } catch (IllegalArgumentException e) {
                        read.unreadable().add(id);
                        if (reported.add(id)) {
                            LOG.log(
                                    System.Logger.Level.ERROR,
                                    "held message " + id + " stays: this release cannot read its row in rmx_held: "
                                            + e.getMessage());
                        }
                    }
                }
            }
        }
        return read;
    }

    private static HeldMessage message(long id, ResultSet row, HeldClock clock) throws SQLException {
        HeldText text = HeldText.parse(row.getString(3));
        boolean decided = text.decision().isPresent();
        return new HeldMessage(
                id,
                text.query(),
                MessageReference.of(row.getBytes(4)),
                HeldClock.instant(row.getLong(5)),
                HeldClock.instant(clock.byClock(row.getLong(6))),
                decided ? Optional.empty() : Optional.of(HeldQuestions.parse(row.getString(2))),
                HeldClock.instant(row.getLong(decided ? 7 : 9)),
                row.getInt(decided ? 8 : 10),
                text.decision());
    }
}
