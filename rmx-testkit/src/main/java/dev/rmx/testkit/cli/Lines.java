package dev.rmx.testkit.cli;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Reads lines, as many at a time as have come: none waits for the one behind it. They end in LF, CR, or both. A line longer than
 * {@link #LONGEST} comes cut to one character more than that; the rest of it is skipped and takes no memory. A byte order mark before
 * the first line is no part of it.
 */
final class Lines {
    /**
     * The most characters that a line may have: the canonical text of any record fits. RDATA has at most 65,535 octets, and no
     * octet stands for more than eight characters ({@code "unused: "}).
     */
    static final int LONGEST = 8 * 65_535;

    /** As much as the JDK's readers take at once: asked for more, they read again, and what they have is lost if that fails. */
    private static final int BLOCK = 8192;

    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final Reader in;
    private final char[] block = new char[BLOCK];
    private final Deque<String> complete = new ArrayDeque<>();
    /** The beginning of a line whose end has not come; no more of it than is given. */
    private final StringBuilder rest = new StringBuilder();

    private boolean atBeginning = true;
    private boolean afterCr;
    private boolean ended;

    Lines(Reader in) {
        this.in = in;
    }

    /**
     * One or more lines, without their ends, as soon as there is one; none at the end of the input. Together they have no more
     * characters than one line of the longest and a block of those that the JDK's readers take at once.
     */
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
        int start = atBeginning && count > 0 && block[0] == BYTE_ORDER_MARK ? 1 : 0;
        atBeginning = false;
        for (int i = start; i < count; i++) {
            char c = block[i];
            if (c == '\n' && afterCr) {
                start = i + 1; // belongs to the end that the CR was
            } else if (c == '\n' || c == '\r') {
                complete.add(take(start, i));
                start = i + 1;
            }
            afterCr = c == '\r';
        }
        keep(start, count);
    }

    private String take(int start, int end) {
        if (rest.length() == 0) {
            return new String(block, start, end - start);
        }
        keep(start, end);
        String line = rest.toString();
        rest.setLength(0);
        return line;
    }

    private void keep(int start, int end) {
        rest.append(block, start, Math.min(end - start, LONGEST + 1 - rest.length()));
    }
}
