package dev.rmx.testkit.conformance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Reads conformance vectors, and runs them. All methods are safe to call from any thread. */
public final class RmxConformance {
    /** The files in the jar, beside this package's README and schema. */
    private static final List<String> FILES = List.of("codec.json", "senders.json", "evaluation.json");

    /** The most octets of a file of vectors: a hundred times what the library's own have. */
    private static final int MOST_OCTETS = 10 << 20;

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private RmxConformance() {}

    /**
     * The vectors of this library.
     *
     * @return all of them, in the order of the files
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
        JsonNode all;
        try {
            all = JSON.readTree(json);
        } catch (IOException e) {
            throw new IllegalArgumentException(file + ": " + problem(e), e);
        }
        if (!all.isArray()) {
            throw new IllegalArgumentException(file + ": vectors are an array");
        }
        List<ConformanceVector> vectors = new ArrayList<>();
        for (JsonNode one : all) {
            try {
                vectors.add(JSON.treeToValue(one, kind(one)));
            } catch (JsonProcessingException e) {
                throw new IllegalArgumentException(
                        file + ": vector " + (vectors.size() + 1) + " ("
                                + one.path("id").asText("no id") + "): " + e.getOriginalMessage(),
                        e);
            }
        }
        return vectors;
    }

    private static Class<? extends ConformanceVector> kind(JsonNode vector) {
        if (vector.has("form")) {
            return ConformanceVector.Codec.class;
        }
        return vector.has("client") ? ConformanceVector.Evaluation.class : ConformanceVector.Sender.class;
    }

    private static String problem(IOException e) {
        if (e instanceof JsonProcessingException syntax && syntax.getLocation() != null) {
            return "line " + syntax.getLocation().getLineNr() + ", column "
                    + syntax.getLocation().getColumnNr() + ": " + syntax.getOriginalMessage();
        }
        return String.valueOf(e.getMessage());
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
