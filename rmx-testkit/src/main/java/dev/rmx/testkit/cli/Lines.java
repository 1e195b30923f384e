package dev.rmx.testkit.cli;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Reads lines, as many at a time as have arrived: none waits for the next one. A line ends in LF, CR or CR LF. A line
 * longer than {@link #LONGEST} is cut to one character more; its rest is skipped and takes no memory. A byte order mark
 * before the first line is dropped.
 */
final class Lines {
    /**
     * The longest line, in characters. The canonical text of any record fits: RDATA has at most 65,535 octets, and an
     * octet takes at most eight characters ({@code "unused: "}).
     */
    static final int LONGEST = 8 * 65_535;

    /** The block size of the JDK's readers. Asked for more, they read twice, and lose the first block if that fails. */
    private static final int BLOCK = 8192;

    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final Reader in;
    private final char[] block = new char[BLOCK];
    private final Deque<String> complete = new ArrayDeque<>();
    /** The beginning of an incomplete line, at most {@code LONGEST + 1} characters. */
    private final StringBuilder rest = new StringBuilder();

    private boolean atBeginning = true;
    private boolean afterCr;
    private boolean ended;

    Lines(Reader in) {
        this.in = in;
    }

    /**
     * Returns lines without their ends, as soon as there is at least one; none at the end of the input. Together they
     * hold at most one longest line and one block.
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
                start = i + 1; // the LF of a CR LF
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
