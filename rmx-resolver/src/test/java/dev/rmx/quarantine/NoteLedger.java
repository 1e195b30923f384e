package dev.rmx.quarantine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Compares what {@link NoteWriter}s have recorded with the content of a database. */
final class NoteLedger {
    private final Set<String> added = new HashSet<>();
    private final Set<String> perhapsRemoved = new HashSet<>();
    private final Set<String> removed = new HashSet<>();

    static NoteLedger of(Path file) throws IOException {
        return of(Files.exists(file) ? Files.readString(file, StandardCharsets.US_ASCII) : "");
    }

    /** Parses the lines of a {@link NoteWriter}. */
    static NoteLedger of(String lines) {
        NoteLedger ledger = new NoteLedger();
        lines.substring(0, lines.lastIndexOf('\n') + 1)
                .lines()
                .forEach(line -> ledger.setOf(line.charAt(0)).add(line.substring(1)));
        return ledger;
    }

    private Set<String> setOf(char sign) {
        return switch (sign) {
            case '+' -> added;
            case '~' -> perhapsRemoved;
            case '-' -> removed;
            default -> throw new IllegalArgumentException(String.valueOf(sign));
        };
    }

    int size() {
        return added.size();
    }

    /** Returns acknowledged changes that the database lacks; empty if all is well. */
    List<String> lostIn(Map<String, String> notes) {
        List<String> lost = new ArrayList<>();
        for (String name : added) {
            if (!perhapsRemoved.contains(name) && !notes.containsKey(name)) {
                lost.add(name + " was added, and is missing");
            }
        }
        for (String name : removed) {
            if (notes.containsKey(name)) {
                lost.add(name + " was removed, and is there");
            }
        }
        notes.forEach((name, body) -> {
            if (!NoteTable.body(name).equals(body)) {
                lost.add(name + " is another");
            }
        });
        return lost;
    }

    /** Opens a database as the next process would, and checks every page and row. */
    List<String> lostIn(Path file) throws QuarantineException {
        try (SqliteFile database = SqliteFile.open(file)) {
            NoteTable.create(database);
            assertThat(NoteTable.pragma(database, "integrity_check")).isEqualTo("ok");
            return lostIn(NoteTable.all(database));
        }
    }
}
