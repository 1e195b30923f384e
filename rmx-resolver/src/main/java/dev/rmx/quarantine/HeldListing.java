package dev.rmx.quarantine;

import dev.rmx.quarantine.QuarantineStore.Held;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds, lists and counts held messages, and changes nothing. Every method is part of a transaction. */
final class HeldListing {
    private final HeldClock.Expression now;
    private final HeldRows rows;

    HeldListing(HeldClock.Expression now, HeldRows rows) {
        this.now = now;
        this.rows = rows;
    }

    Optional<HeldMessage> find(Connection connection, long id) throws SQLException {
        return rows.read(connection, HeldClock.read(connection, now), Set.of(id)).messages().stream()
                .findFirst();
    }

    List<HeldMessage> list(Connection connection, long after, int most) throws SQLException {
        HeldClock clock = HeldClock.read(connection, now);
        long last = after;
        while (true) {
            List<Long> ids =
                    Sql.ids(connection, "SELECT id FROM rmx_held WHERE id > ? ORDER BY id LIMIT ?", last, most);
            List<HeldMessage> messages = rows.read(connection, clock, ids).messages();
            if (ids.isEmpty() || !messages.isEmpty()) {
                return messages;
            }
            last = ids.get(ids.size() - 1); // none of these rows can be read, but later ones may
        }
    }

    Held held(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                        // two counts: each reads a small index, one count would read the table
                        "SELECT (SELECT COUNT(*) FROM rmx_held WHERE due IS NULL)"
                                + " + (SELECT COUNT(*) FROM rmx_held WHERE due IS NOT NULL),"
                                + " (SELECT held_since FROM rmx_held ORDER BY id LIMIT 1)");
                ResultSet row = statement.executeQuery()) {
            row.next();
            return new Held(
                    row.getLong(1), Optional.ofNullable(Sql.number(row, 2)).map(HeldClock::instant));
        }
    }
}
