package dev.rmx.testkit.conformance;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.rmx.PublishedForm;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Turns JSON into vectors. The only class that needs Jackson: annotations on the vectors would make a compiler without
 * Jackson warn.
 */
final class VectorReader {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .addMixIn(ConformanceVector.Format.class, FormatNames.class)
            .addMixIn(PublishedForm.class, PublishedFormNames.class)
            .build();

    /** Components that a vector may leave out; all others are required. */
    private static final Set<String> OPTIONAL =
            Set.of("helo", "host", "time", "forms", "explain", "trustedRelays", "fails");

    /** The names of the formats in JSON. */
    private enum FormatNames {
        @JsonProperty("text")
        TEXT,
        @JsonProperty("wire")
        WIRE,
        @JsonProperty("txt")
        TXT,
        @JsonProperty("generic")
        GENERIC
    }

    /** The names of the published forms in JSON. */
    private enum PublishedFormNames {
        @JsonProperty("RMX-TXT")
        RMX_TXT
    }

    private VectorReader() {}

    /**
     * Reads an array of vectors.
     *
     * @throws IllegalArgumentException if it is not one; the message gives the file and the place
     */
    static List<ConformanceVector> read(String file, byte[] json) {
        JsonNode all;
        try {
            all = JSON.readTree(json);
        } catch (IOException e) {
            throw new IllegalArgumentException(file + ": " + problem(e), e);
        }
        if (!all.isArray()) {
            throw new IllegalArgumentException(file + ": the file must hold an array of vectors");
        }
        List<ConformanceVector> vectors = new ArrayList<>();
        for (JsonNode one : all) {
            String place = file + ": vector " + (vectors.size() + 1) + " ("
                    + one.path("id").asText("no id") + "): ";
            requireAll(kind(one), one, place);
            try {
                vectors.add(JSON.treeToValue(one, kind(one)));
            } catch (JsonProcessingException e) {
                throw new IllegalArgumentException(place + e.getOriginalMessage(), e);
            }
        }
        return vectors;
    }

    private static void requireAll(Class<? extends ConformanceVector> kind, JsonNode vector, String place) {
        for (RecordComponent component : kind.getRecordComponents()) {
            if (!vector.has(component.getName()) && !OPTIONAL.contains(component.getName())) {
                throw new IllegalArgumentException(place + "\"" + component.getName() + "\" is missing");
            }
        }
    }

    private static Class<? extends ConformanceVector> kind(JsonNode vector) {
        if (vector.has("format")) {
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
}
