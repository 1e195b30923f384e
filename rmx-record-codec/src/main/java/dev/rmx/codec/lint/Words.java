package dev.rmx.codec.lint;

import dev.rmx.codec.RmxFormatException;
import java.util.ArrayList;
import java.util.List;

/** The words of a text, each with its offset. */
final class Words {
    private Words() {}

    /** Reads one word as an entry or a term. */
    interface Reader<T> {
        T read(String word) throws RmxFormatException;
    }

    static List<LintFinding.Place> of(String text, String blanks, int from) {
        List<LintFinding.Place> words = new ArrayList<>();
        int at = from;
        while (at < text.length()) {
            if (blanks.indexOf(text.charAt(at)) >= 0) {
                at++;
                continue;
            }
            int end = at;
            while (end < text.length() && blanks.indexOf(text.charAt(end)) < 0) {
                end++;
            }
            words.add(new LintFinding.Place(at, text.substring(at, end)));
            at = end;
        }
        return words;
    }

    static boolean isReadable(String word, Reader<?> reader) {
        try {
            reader.read(word);
            return true;
        } catch (RmxFormatException e) {
            return false;
        }
    }
}
