package dev.rmx.testkit.replay;

import dev.rmx.RecordedCheck;
import java.util.List;
import java.util.function.Supplier;

/**
 * A recorded check as a file ([EXPL-2]): a bug report is one such file. It replays without DNS, on any machine, with
 * the same verdict. The form is JSON in ASCII; the resource {@code check-file.schema.json} beside this class is its
 * schema.
 *
 * <p>A file holds what the check saw, so look at it before you give it away: the client's address, the sender's local
 * part and domain, the HELO name, the name of your host if explanations are fetched, your trusted relays, all answers
 * of DNS, and in the reasons of failed answers the addresses of your name servers.
 *
 * <p>All methods are safe to call from any thread. They need Jackson 2.18 or later.
 *
 * @param check the check
 * @param differences how the verdict differs from the one that the file states, which the version of the library that
 *     wrote it reached: a line of printable ASCII for each value; empty if it is the same, apart from the words of its
 *     reason, or if the file states none
 */
public record CheckFile(RecordedCheck check, List<String> differences) {
    /** The version of the form that {@link #write} writes. {@link #read} reads this one and all before it. */
    public static final int VERSION = 1;

    /** The most characters of a file. */
    public static final int LONGEST = 1 << 26;

    /**
     * Copies the differences.
     *
     * @param check the check
     * @param differences how the verdict differs from the stated one
     */
    public CheckFile {
        differences = List.copyOf(differences);
    }

    /**
     * Writes a check.
     *
     * @param check the check
     * @return the text of a file, from which {@link #read} gives an equal check
     * @throws IllegalArgumentException if it is longer than {@link #LONGEST}, or holds a text that no mail and no DNS
     *     can hold, such as a local part of a million characters
     * @throws IllegalStateException if Jackson is missing or older than 2.18
     */
    public static String write(RecordedCheck check) {
        return withJackson(() -> {
            String text = CheckJson.write(check);
            read(text); // what cannot be read back is not written
            return text;
        });
    }

    /**
     * Reads a file of this version or an older one, and replays it. A stranger may have written it: whatever it holds,
     * this ends soon.
     *
     * @param text the text of a file
     * @return the check
     * @throws IllegalArgumentException if the text is no such file: it is not JSON, has a newer version, or a value or
     *     field that does not belong there. The message, one line of printable ASCII, gives the place, what is wrong,
     *     and what would be right
     * @throws IllegalStateException if Jackson is missing or older than 2.18
     */
    public static CheckFile read(String text) {
        if (text.length() > LONGEST) {
            throw new IllegalArgumentException("a file has at most " + LONGEST + " characters, not " + text.length());
        }
        return withJackson(() -> CheckJson.read(text));
    }

    private static <T> T withJackson(Supplier<T> action) {
        try {
            return action.get();
        } catch (NoClassDefFoundError | NoSuchMethodError e) {
            throw new IllegalStateException(
                    "recorded checks need Jackson 2.18 or later; add com.fasterxml.jackson.core:jackson-databind", e);
        }
    }
}
