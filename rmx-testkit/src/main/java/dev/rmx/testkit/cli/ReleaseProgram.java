package dev.rmx.testkit.cli;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/** A program for a message that the mail server holds, such as one that lets it go on. No shell reads its words. */
final class ReleaseProgram {
    /** Stands for the queue id. */
    static final String ID = "{}";

    private final List<String> words;

    private ReleaseProgram(List<String> words) {
        this.words = words;
    }

    /**
     * Reads the words of a command line, which blanks separate.
     *
     * @param option the option that gives them, for the error
     * @throws IllegalArgumentException if the queue id is not among them
     */
    static ReleaseProgram parse(String option, String text) {
        List<String> words =
                Stream.of(text.split(" ")).filter(word -> !word.isEmpty()).toList();
        if (words.stream().skip(1).noneMatch(word -> word.contains(ID))) {
            throw new IllegalArgumentException(option + " " + text + ": write a program and " + ID
                    + " for the queue id, as in postsuper -H " + ID);
        }
        return new ReleaseProgram(words);
    }

    /**
     * Runs the program for a message.
     *
     * @throws IOException if it cannot be run, or fails
     */
    void run(String queueId) throws IOException, InterruptedException {
        List<String> command =
                words.stream().map(word -> word.replace(ID, queueId)).toList();
        Process process = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        process.getOutputStream().close();
        try {
            int status = process.waitFor();
            if (status != 0) {
                throw new IOException(String.join(" ", command) + " exits with " + status);
            }
        } finally {
            process.destroy(); // if the quarantine's limit has interrupted us
        }
    }
}
