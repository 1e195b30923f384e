package dev.rmx.quarantine;

import dev.rmx.RmxQuery;
import dev.rmx.quarantine.QuarantineStore.Wait;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Adds messages to the quarantine's tables. Every method is part of a transaction. */
final class HeldInserts {
    private final Dialect sql;
    private final HeldClock.Expression now;
    private final HeldQuestions questions;
    private final String isKnown;
    private final String insertWaiting;
    private final String insertDecided;

    HeldInserts(Dialect sql, HeldClock.Expression now, HeldQuestions questions) {
        this.sql = sql;
        this.now = now;
        this.questions = questions;
        this.isKnown = questions.isKnown();
        this.insertWaiting = insert("NULL");
        this.insertDecided = insert("now + ?");
    }

    long add(Connection connection, RmxQuery query, MessageReference reference, Wait wait, Duration longest)
            throws SQLException {
        String question = HeldQuestions.text(wait.question());
        HeldText text = new HeldText(query, Optional.empty());
        Added added = insert(connection, longest, Optional.empty(), text, reference, question);
        if (!added.questionIsKnown()) {
            questions.add(connection, question, wait.pause());
        }
        return added.id();
    }

    long add(Connection connection, RmxQuery query, MessageReference reference, Decision decision, Duration pause)
            throws SQLException {
        HeldText text = new HeldText(query, Optional.of(decision));
        return insert(connection, pause, Optional.of(pause), text, reference, "")
                .id();
    }

    private record Added(long id, boolean questionIsKnown) {
        static Added of(ResultSet row) throws SQLException {
            return new Added(row.getLong(1), Sql.number(row, 2) != null);
        }
    }

    /** Inserts a message, and looks up its question. */
    private Added insert(
            Connection connection,
            Duration longest,
            Optional<Duration> due,
            HeldText text,
            MessageReference reference,
            String question)
            throws SQLException {
        List<Object> values = new ArrayList<>(now.values().get());
        values.add(HeldClock.micros(longest));
        due.map(HeldClock::micros).ifPresent(values::add);
        values.addAll(List.of(question, text.format(), reference.octets()));
        String insert = due.isPresent() ? insertDecided : insertWaiting;
        return switch (sql) {
            case SQLITE -> {
                Sql.update(connection, insert, values.toArray());
                yield only(Sql.rows(connection, "SELECT last_insert_rowid(), " + isKnown, Added::of, question));
            }
            case POSTGRESQL -> {
                values.add(question);
                yield only(Sql.rows(connection, insert, Added::of, values.toArray()));
            }
        };
    }

    private String insert(String due) {
        String columns = "INSERT INTO rmx_held (held_since, held_until, due, question, content, reference, attempts)";
        String row = "now, held + ?, " + due + ", ?, ?, ?, 0";
        return switch (sql) {
            // RETURNING would take as long as the rest, and SELECT instead of VALUES half as long
            case SQLITE -> columns + " VALUES (" + now.in(row) + ")";
            // one statement, since each costs a round trip
            case POSTGRESQL ->
                "WITH clock AS (" + now.clock() + ") " + columns + " SELECT " + row + " FROM clock RETURNING id, "
                        + isKnown;
        };
    }

    private static Added only(List<Added> added) throws SQLException {
        if (added.isEmpty()) {
            throw HeldClock.lost();
        }
        return added.get(0);
    }
}
