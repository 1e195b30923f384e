package dev.rmx.testkit.cli;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The words of a command line. {@code @FILE} stands for the words in a file, but only before the command's first
 * argument and before {@code --}. Words after those are data, such as a sender that a stranger made up.
 */
final class Arguments {
    /** Java's replacement for octets that are not in the locale's character set. */
    private static final char UNREADABLE = '\uFFFD';

    private final Set<String> optionsWithValues;
    private final List<String> expanded = new ArrayList<>();

    /** Whether {@code @FILE} is still expanded. */
    private boolean expanding = true;

    private boolean valueFollows;
    private boolean commandSeen;

    private Arguments(Set<String> optionsWithValues) {
        this.optionsWithValues = optionsWithValues;
    }

    /**
     * Refuses words with unreadable octets: a domain in them would be another domain.
     *
     * @throws BadInputException if there is such a word
     */
    static void requireReadable(String... words) {
        for (int i = 0; i < words.length; i++) {
            if (words[i].indexOf(UNREADABLE) >= 0) {
                throw new BadInputException(
                        ExitCode.BAD_DATA,
                        "argument " + (i + 1) + " (" + words[i] + ") has octets that are not in the locale's character"
                                + " set, " + System.getProperty("sun.jnu.encoding", "which is unknown")
                                + "; set LC_ALL=C.UTF-8, or write A-labels, such as xn--bcher-kva.example");
            }
        }
    }

    /** Replaces each {@code @FILE} by the words of the file, in which {@code @} has no meaning. */
    static String[] expand(Set<String> optionsWithValues, String... words) {
        Arguments arguments = new Arguments(optionsWithValues);
        for (String word : words) {
            if (arguments.expanding && !arguments.valueFollows && word.length() > 1 && word.startsWith("@")) {
                arguments.addFile(word.substring(1));
            } else {
                arguments.add(word);
            }
        }
        return arguments.expanded.toArray(new String[0]);
    }

    private void add(String word) {
        expanded.add(word);
        if (valueFollows) {
            valueFollows = false;
        } else if (word.equals("--")) {
            expanding = false;
        } else if (word.startsWith("-") && word.length() > 1) {
            valueFollows = optionsWithValues.contains(word);
        } else if (commandSeen) {
            expanding = false;
        } else {
            commandSeen = true;
        }
    }

    private void addFile(String name) {
        try (Reader in = Input.open(Path.of(name))) {
            Lines lines = new Lines(in);
            int number = 1;
            for (List<String> some = lines.next(1); !some.isEmpty(); some = lines.next(1)) {
                addLine(some.get(0), name + ": line " + number++);
            }
        } catch (InvalidPathException e) {
            throw new BadInputException(ExitCode.NO_INPUT, "cannot read " + name + ": it is not a file name");
        } catch (IOException e) {
            throw Input.cannotRead(name, e);
        }
    }

    /**
     * Adds the words of a line. Blanks separate words, quotes of either kind keep a word together, {@code #} begins a
     * comment.
     */
    private void addLine(String line, String place) {
        if (line.length() > Lines.LONGEST || line.indexOf(UNREADABLE) >= 0) {
            String problem = line.length() > Lines.LONGEST ? "too long" : "not UTF-8";
            throw new BadInputException(ExitCode.BAD_DATA, place + " is " + problem);
        }
        int next = 0;
        while (next < line.length()) {
            char c = line.charAt(next);
            if (c == '#') {
                return;
            }
            if (c == ' ' || c == '\t') {
                next++;
                continue;
            }
            StringBuilder word = new StringBuilder();
            next = takeWord(line, next, word, place);
            add(word.toString());
        }
    }

    private static int takeWord(String line, int start, StringBuilder word, String place) {
        char quote = 0;
        int i = start;
        for (; i < line.length(); i++) {
            char c = line.charAt(i);
            if (quote == 0 && (c == ' ' || c == '\t')) {
                break;
            }
            if (c == quote) {
                quote = 0;
            } else if (quote == 0 && (c == '"' || c == '\'')) {
                quote = c;
            } else {
                word.append(c);
            }
        }
        if (quote != 0) {
            throw new BadInputException(ExitCode.BAD_DATA, place + ": a quote is not closed");
        }
        return i;
    }
}
