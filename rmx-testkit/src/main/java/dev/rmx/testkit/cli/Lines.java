package dev.rmx.testkit.cli;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Reads lines, as many at a time as have come: none waits for the one behind it. They end in LF, CR, or both. */
final class Lines {
    /** As much as the JDK's readers take at once: asked for more, they read again, and what they have is lost if that fails. */
    private static final int BLOCK = 8192;

    private final Reader in;
    private final char[] block = new char[BLOCK];
    private final Deque<String> complete = new ArrayDeque<>();
    /** The beginning of a line whose end has not come. */
    private final StringBuilder rest = new StringBuilder();

    private boolean afterCr;
    private boolean ended;

    Lines(Reader in) {
        this.in = in;
    }

    /** One or more lines, without their ends, as soon as there is one; none at the end of the input. */
    List<String> next(int most) throws IOException {
        while (complete.isEmpty() && !ended) {
            read();
        }
        List<String> lines = new ArrayList<>(Math.min(most, complete.size()));
        while (lines.size() < most && !complete.isEmpty()) {
            lines.add(complete.remove());
        }
        return lines;
    }

    private void read() throws IOException {
        int count = in.read(block);
        if (count < 0) {
            ended = true;
            if (rest.length() > 0) {
                complete.add(rest.toString());
            }
            return;
        }
        int start = 0;
        for (int i = 0; i < count; i++) {
            char c = block[i];
            if (c == '\n' && afterCr) {
                start = i + 1; // belongs to the end that the CR was
            } else if (c == '\n' || c == '\r') {
                complete.add(take(start, i));
                start = i + 1;
            }
            afterCr = c == '\r';
        }
        rest.append(block, start, count - start);
    }

    private String take(int start, int end) {
        if (rest.length() == 0) {
            return new String(block, start, end - start);
        }
        String line = rest.append(block, start, end - start).toString();
        rest.setLength(0);
        return line;
    }
}
