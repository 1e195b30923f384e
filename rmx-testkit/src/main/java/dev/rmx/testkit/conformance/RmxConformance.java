package dev.rmx.testkit.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Reads and runs conformance vectors. Reading needs Jackson, which the test kit does not bring along: add
 * {@code com.fasterxml.jackson.core:jackson-databind}. Thread-safe.
 */
public final class RmxConformance {
    /** The files in the jar, next to this package's README and schema. */
    private static final List<String> FILES = List.of(
            "codec.json", "senders.json", "evaluation.json", "spf.json", "reports.json", "forms.json", "dmp.json");

    /** The largest file of vectors, in octets: many times the size of this library's. */
    private static final int MOST_OCTETS = 10 << 20;

    private RmxConformance() {}

    /**
     * This library's vectors.
     *
     * @return all of them, in the order of the files
     * @throws IllegalStateException if Jackson is missing
     */
    public static List<ConformanceVector> vectors() {
        List<ConformanceVector> vectors = new ArrayList<>();
        for (String file : FILES) {
            try (InputStream in = RmxConformance.class.getResourceAsStream(file)) {
                vectors.addAll(read(file, Objects.requireNonNull(in, file).readAllBytes()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return List.copyOf(vectors);
    }

    /**
     * Reads vectors from your own file.
     *
     * @param file JSON in the format of this library's files: an array of vectors of any kind
     * @return the vectors
     * @throws IOException if the file cannot be read
     * @throws IllegalArgumentException if it is not JSON (the message gives line and column), if an element is not
     *     a vector (the message gives its number and id), or if the file is larger than 10 MiB
     * @throws IllegalStateException if Jackson is missing
     */
    public static List<ConformanceVector> read(Path file) throws IOException {
        byte[] json;
        try (InputStream in = Files.newInputStream(file)) {
            json = in.readNBytes(MOST_OCTETS + 1);
        }
        if (json.length > MOST_OCTETS) {
            throw new IllegalArgumentException(file + ": the file is larger than " + MOST_OCTETS + " octets");
        }
        return read(file.toString(), json);
    }

    private static List<ConformanceVector> read(String file, byte[] json) {
        try {
            return VectorReader.read(file, json);
        } catch (NoClassDefFoundError e) {
            throw new IllegalStateException(
                    "reading conformance vectors needs Jackson; add com.fasterxml.jackson.core:jackson-databind", e);
        }
    }

    /**
     * This library as an implementation.
     *
     * @return its codec, sender parser and verifier
     */
    public static RmxImplementation library() {
        return new ThisLibrary();
    }

    /**
     * Runs one vector.
     *
     * @param vector the vector
     * @param implementation the implementation under test
     * @return what is wrong; empty if the result is as expected
     */
    public static Optional<String> run(ConformanceVector vector, RmxImplementation implementation) {
        Object expected;
        Object actual;
        try {
            if (vector instanceof ConformanceVector.Codec codec) {
                expected = codec.expect();
                actual = implementation.decode(codec);
            } else if (vector instanceof ConformanceVector.Sender sender) {
                expected = sender.expect();
                actual = implementation.subject(sender);
            } else {
                ConformanceVector.Evaluation evaluation = (ConformanceVector.Evaluation) vector;
                expected = evaluation.expect();
                actual = implementation.verdict(evaluation);
            }
        } catch (RuntimeException e) {
            return Optional.of(vector.id() + " (" + vector.says() + "): threw " + e);
        }
        return expected.equals(actual)
                ? Optional.empty()
                : Optional.of(vector.id() + " (" + vector.says() + "): expected " + expected + ", got " + actual);
    }
}
