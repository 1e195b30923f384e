package dev.rmx.testkit.cli;

import dev.rmx.receive.ReceiverPolicy;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Reads the value of {@code --policy}: {@code transitional}, {@code enforcing}, or the name of a text file with one
 * directive per line ({@link PolicyDirectives}). {@code #} begins a comment.
 */
final class PolicyFile {
    private static final char NOT_UTF_8 = '\uFFFD';

    private PolicyFile() {}

    /**
     * Reads a policy.
     *
     * @throws BadInputException if the file cannot be read, or a line is wrong: the message names file and line, and
     *     says what would be right
     */
    static ReceiverPolicy read(String value) {
        return switch (value) {
            case "transitional" -> ReceiverPolicy.transitional();
            case "enforcing" -> ReceiverPolicy.enforcing();
            default -> readFile(value);
        };
    }

    private static ReceiverPolicy readFile(String name) {
        try (Reader in = Input.open(Path.of(name))) {
            return parse(name, in);
        } catch (InvalidPathException e) {
            throw new BadInputException(ExitCode.NO_INPUT, "cannot read " + name + ": it is not a file name");
        } catch (IOException e) {
            throw Input.cannotRead(name, e);
        }
    }

    private static ReceiverPolicy parse(String name, Reader in) throws IOException {
        PolicyDirectives directives = new PolicyDirectives();
        Lines lines = new Lines(in);
        int number = 1;
        for (List<String> some = lines.next(1); !some.isEmpty(); some = lines.next(1)) {
            try {
                List<String> words = words(some.get(0));
                if (!words.isEmpty()) {
                    directives.add(number, words);
                }
            } catch (IllegalArgumentException e) {
                throw new BadInputException(ExitCode.BAD_DATA, name + ": line " + number + ": " + e.getMessage());
            }
            number++;
        }
        return directives.policy();
    }

    private static List<String> words(String line) {
        if (line.length() > Lines.LONGEST || line.indexOf(NOT_UTF_8) >= 0) {
            throw new IllegalArgumentException(
                    line.length() > Lines.LONGEST ? "the line is too long" : "the line is not UTF-8");
        }
        int comment = line.indexOf('#');
        return Stream.of((comment < 0 ? line : line.substring(0, comment)).split("[ \t]+"))
                .filter(word -> !word.isEmpty())
                .toList();
    }
}
