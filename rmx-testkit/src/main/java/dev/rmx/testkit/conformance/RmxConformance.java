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
 * Reads conformance vectors, and runs them. To read them needs Jackson, which the test kit does not bring: {@code
 * com.fasterxml.jackson.core:jackson-databind}. All methods are safe to call from any thread.
 */
public final class RmxConformance {
    /** The files in the jar, beside this package's README and schema. */
    private static final List<String> FILES = List.of("codec.json", "senders.json", "evaluation.json");

    /** The most octets of a file of vectors: a hundred times what the library's own have. */
    private static final int MOST_OCTETS = 10 << 20;

    private RmxConformance() {}

    /**
     * The vectors of this library.
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
     * Reads vectors from a file of one's own.
     *
     * @param file JSON as in the files of this library: an array of vectors of any kind
     * @return the vectors
     * @throws IOException if the file cannot be read
     * @throws IllegalArgumentException if it is no JSON, naming line and column, or an element of the array is no vector,
     *     naming it by its number and its id; or if the file has more than 10 MiB
     * @throws IllegalStateException if Jackson is missing
     */
    public static List<ConformanceVector> read(Path file) throws IOException {
        byte[] json;
        try (InputStream in = Files.newInputStream(file)) {
            json = in.readNBytes(MOST_OCTETS + 1);
        }
        if (json.length > MOST_OCTETS) {
            throw new IllegalArgumentException(file + ": a file of vectors has at most " + MOST_OCTETS + " octets");
        }
        return read(file.toString(), json);
    }

    private static List<ConformanceVector> read(String file, byte[] json) {
        try {
            return VectorReader.read(file, json);
        } catch (NoClassDefFoundError e) {
            throw new IllegalStateException(
                    "conformance vectors are read with Jackson, which an application has to add:"
                            + " com.fasterxml.jackson.core:jackson-databind",
                    e);
        }
    }

    /**
     * This library as an implementation.
     *
     * @return the codec, the sender parser and the verifier of this library
     */
    public static RmxImplementation library() {
        return new ThisLibrary();
    }

    /**
     * Runs one vector.
     *
     * @param vector the vector
     * @param implementation what is tested
     * @return what is wrong; empty if what came out is what is expected
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
