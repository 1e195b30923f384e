package dev.rmx.testkit.cli;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/** The program that lets a message go on which the mail server holds. No shell reads its words. */
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
     * @throws IllegalArgumentException if the queue id is not among them
     */
    static ReleaseProgram parse(String text) {
        List<String> words =
                Stream.of(text.split(" ")).filter(word -> !word.isEmpty()).toList();
        if (words.stream().skip(1).noneMatch(word -> word.contains(ID))) {
            throw new IllegalArgumentException("--release " + text + ": write a program and " + ID
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
