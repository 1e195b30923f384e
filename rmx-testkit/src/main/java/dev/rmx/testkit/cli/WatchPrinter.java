package dev.rmx.testkit.cli;

import dev.rmx.RmxExpansion;
import dev.rmx.RmxResult;
import dev.rmx.text.Printable;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Says what a watch sees: lines for people, or a JSON object on a line for each domain of which there is news. */
final class WatchPrinter {
    private static final int VERSION = 1;

    /** The most lines of one domain, for people. */
    private static final int LINES = 100;

    /** The most characters of a line. */
    private static final int LINE = 1_000;

    /** About the most characters of one domain in JSON. A stranger chooses them. */
    private static final int CHARACTERS = 1 << 20;

    private final RmxCommand.Streams streams;
    private final boolean json;
    private final boolean tellsText;

    /**
     * A printer.
     *
     * @param tellsText whether a change of text that changes no address counts as a change
     */
    WatchPrinter(RmxCommand.Streams streams, boolean json, boolean tellsText) {
        this.streams = streams;
        this.json = json;
        this.tellsText = tellsText;
    }

    /** A domain is seen for the first time. */
    void recorded(Snapshot now, RmxExpansion expansion) {
        String count = expansion.addresses(RmxResult.PASS).count().toString();
        if (json) {
            print(event("recorded", now, null).field("authorized", count).field("complete", !expansion.tooMany()));
        } else {
            streams.out().println(now.domain() + ": recorded: " + count + " addresses authorized");
            FormsOption.hint(expansion, streams);
        }
    }

    /** Some address has another result. */
    void changed(Snapshot now, Instant since, DifferenceView difference, List<String> records) {
        if (json) {
            print(difference
                    .addTo(event("changed", now, since), CHARACTERS)
                    .strings("records", records)
                    .field("complete", difference.isComplete()));
            return;
        }
        List<String> lines =
                difference.lines("only before", "only now").limit(LINES + 1L).toList();
        lines.stream()
                .limit(LINES)
                .map(line -> line.length() <= LINE ? line : line.substring(0, LINE) + "...")
                .forEach(line -> streams.out().println(now.domain() + ": " + line));
        if (lines.size() > LINES) {
            streams.out().println(now.domain() + ": and more: --json shows more, and rmx expand all");
        }
    }

    /** A text has changed, and no address has another result. Returns whether that is news. */
    boolean text(Snapshot now, Instant since, List<String> records) {
        if (!tellsText) {
            return false;
        }
        if (json) {
            print(event("text", now, since).strings("records", records));
        } else {
            streams.out().println(now.domain() + ": the text changed, and no address: " + String.join(", ", records));
        }
        return true;
    }

    /** A lookup failed, and some address hangs on it. */
    void failed(Snapshot now, RmxExpansion expansion) {
        String failures = expansion.failures().entrySet().stream()
                .limit(LINES)
                .map(failure -> failure.getKey() + ": " + failure.getValue().reason())
                .collect(Collectors.joining("; "));
        notSeen(now, "a lookup failed: " + failures);
    }

    /** A domain is not compared. */
    void notSeen(Snapshot now, String why) {
        if (json) {
            print(event("failed", now, null).field("reason", why));
            flush();
        }
        streams.err().println("rmx: " + now.domain() + ": not compared: " + Printable.of(why));
    }

    private static Json event(String event, Snapshot now, @Nullable Instant since) {
        return new Json()
                .field("version", VERSION)
                .field("event", event)
                .field("domain", now.domain().toString())
                .field("time", now.at().toString())
                .field("since", since == null ? null : since.toString());
    }

    private void print(Json event) {
        streams.out().println(event.end());
    }

    /**
     * Writes what was said.
     *
     * @throws ClosedException if it cannot be written
     */
    void flush() {
        if (streams.out().checkError()) {
            throw new ClosedException();
        }
    }

    /** The output is closed. */
    static final class ClosedException extends BadInputException {
        private static final long serialVersionUID = 1L;

        ClosedException() {
            super(ExitCode.IO_ERROR, "cannot write the output; the state stays as it was");
        }
    }
}
