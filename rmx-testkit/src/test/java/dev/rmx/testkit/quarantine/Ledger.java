package dev.rmx.testkit.quarantine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Reads all {@link Journal}s of a directory, and checks that they are consistent. */
final class Ledger {
    private final List<String> tried = new ArrayList<>();
    private final Set<String> held = new HashSet<>();
    /** The decisions of each message, one for each time that it came back. */
    private final Map<String, List<String>> back = new HashMap<>();

    static Ledger of(Path directory) throws IOException {
        Ledger ledger = new Ledger();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(path -> path.toString().endsWith(Journal.SUFFIX))
                    .toList()) {
                String text = Files.readString(file);
                // an incomplete line does not count
                text.substring(0, text.lastIndexOf('\n') + 1).lines().forEach(ledger::add);
            }
        }
        return ledger;
    }

    private void add(String line) {
        String[] words = line.split(" ", 3);
        switch (words[0]) {
            case "T" -> tried.add(words[1]);
            case "H" -> held.add(words[1]);
            case "R" ->
                back.computeIfAbsent(words[1], reference -> new ArrayList<>()).add(words[2]);
            default -> throw new IllegalArgumentException("no line of a journal: " + line);
        }
    }

    /** TEMP-3: every held message came back, nothing else did, and no decision changed. */
    void check() {
        assertThat(held).as("held").isNotEmpty();
        assertThat(tried).as("references").doesNotHaveDuplicates();
        Set<String> lost = new HashSet<>(held);
        lost.removeAll(back.keySet());
        assertThat(lost).as("held, and never handed back").isEmpty();
        Set<String> invented = new HashSet<>(back.keySet());
        invented.removeAll(new HashSet<>(tried));
        assertThat(invented).as("handed back, and never held").isEmpty();
        Map<String, List<String>> changed = new HashMap<>(back);
        changed.values().removeIf(decisions -> Set.copyOf(decisions).size() == 1);
        assertThat(changed).as("handed back with several decisions").isEmpty();
    }

    @Override
    public String toString() {
        long twice =
                back.values().stream().filter(decisions -> decisions.size() > 1).count();
        Map<String, Long> sources = new TreeMap<>();
        back.values().forEach(decisions -> sources.merge(decisions.get(0).split(" ", -1)[1], 1L, Long::sum));
        return held.size() + " held, " + back.size() + " handed back, " + twice + " of them more than once; decided by "
                + sources;
    }
}
