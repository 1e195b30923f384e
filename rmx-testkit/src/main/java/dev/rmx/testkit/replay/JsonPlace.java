package dev.rmx.testkit.replay;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.rmx.codec.RmxFormatException;
import dev.rmx.text.Printable;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A value in a JSON document, with its path, which every error names. A stranger may have written the document: it is
 * bounded before it is read, and no part of it reaches a message unescaped.
 */
final class JsonPlace {
    /** The longest string: the canonical text of any record fits, at eight characters an octet. */
    static final int LONGEST_STRING = 8 * 65_535;

    /** Far more than the answers to one check have. */
    private static final long MOST_TOKENS = 2_000_000;

    private static final int DEEPEST = 8;
    private static final int LONGEST_NUMBER = 20;
    private static final int LONGEST_NAME = 100;
    private static final int LONGEST_MESSAGE = 300;

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .maxNumberLength(LONGEST_NUMBER)
                            .maxNameLength(LONGEST_NAME)
                            .maxStringLength(LONGEST_STRING)
                            .maxTokenCount(MOST_TOKENS)
                            .build())
                    .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES) // its table can be filled with collisions
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final JsonNode node;
    private final String path;

    /** Makes a value of text, and may refuse it. */
    @FunctionalInterface
    interface Parser<T> {
        T parse(String text) throws RmxFormatException;
    }

    private JsonPlace(JsonNode node, String path) {
        this.node = node;
        this.path = path;
    }

    /**
     * Reads a document.
     *
     * @throws IllegalArgumentException if it is not JSON, or is over the bounds
     */
    static JsonPlace root(String json) {
        try {
            return new JsonPlace(JSON.readTree(json), "");
        } catch (JsonProcessingException e) {
            int tooDeep = e instanceof StreamConstraintsException ? placeTooDeep(json) : -1;
            if (tooDeep >= 0) {
                throw new IllegalArgumentException(
                        place(json, tooDeep) + "arrays and objects stand more than " + DEEPEST
                                + " deep here; nothing in such a file does",
                        e);
            }
            String where = e.getLocation() == null
                    ? ""
                    : "line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr() + ": ";
            String problem = e.getOriginalMessage().replaceFirst(", from `[^`]*`", ""); // Jackson's own methods
            throw new IllegalArgumentException(where + "no usable JSON: " + Printable.of(problem, LONGEST_MESSAGE), e);
        }
    }

    /** The offset of the first value that is nested too deeply; -1 if there is none. */
    private static int placeTooDeep(String json) {
        int depth = 0;
        boolean quoted = false;
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (quoted && c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && (c == '[' || c == '{') && ++depth > DEEPEST) {
                return i;
            } else if (!quoted && (c == ']' || c == '}')) {
                depth--;
            }
        }
        return -1;
    }

    private static String place(String json, int offset) {
        int line = 1
                + (int) json.substring(0, offset).chars().filter(c -> c == '\n').count();
        return "line " + line + ", column " + (offset - json.lastIndexOf('\n', offset)) + ": ";
    }

    /** This place has a problem. */
    IllegalArgumentException wrong(String problem) {
        return new IllegalArgumentException((path.isEmpty() ? "" : path + ": ") + problem);
    }

    private IllegalArgumentException wrongKind(String needed) {
        return wrong(needed + " is needed here, not "
                + switch (node.getNodeType()) {
                    case STRING -> Printable.quote(node.textValue());
                    case NUMBER -> node.asText();
                    case BOOLEAN -> node.asText();
                    case ARRAY -> "an array";
                    case OBJECT -> "an object";
                    default -> node.isNull() ? "null" : "nothing";
                });
    }

    /** Requires an object without other fields than these. */
    JsonPlace object(Set<String> fields) {
        if (!node.isObject()) {
            throw wrongKind("an object");
        }
        for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!fields.contains(name)) { // [EXPL-2]
                throw wrong("there is no field " + Printable.quote(name) + " here; the fields are "
                        + fields.stream().sorted().collect(Collectors.joining(", ")));
            }
        }
        return this;
    }

    /** A field that must be there. */
    JsonPlace field(String name) {
        return optional(name).orElseThrow(() -> wrong("the field \"" + name + "\" is missing"));
    }

    /** A field that may be left out. */
    Optional<JsonPlace> optional(String name) {
        if (!node.isObject()) {
            throw wrongKind("an object");
        }
        return Optional.ofNullable(node.get(name))
                .map(value -> new JsonPlace(value, path.isEmpty() ? name : path + "." + name));
    }

    /** The elements of an array. */
    List<JsonPlace> elements() {
        if (!node.isArray()) {
            throw wrongKind("an array");
        }
        List<JsonPlace> elements = new ArrayList<>(node.size());
        for (JsonNode element : node) {
            elements.add(new JsonPlace(element, path + "[" + elements.size() + "]"));
        }
        return elements;
    }

    String text() {
        if (!node.isTextual()) {
            throw wrongKind("a string");
        }
        return node.textValue();
    }

    boolean flag() {
        if (!node.isBoolean()) {
            throw wrongKind("true or false");
        }
        return node.booleanValue();
    }

    int number() {
        if (!node.isInt()) {
            throw wrongKind("a whole number up to " + Integer.MAX_VALUE);
        }
        return node.intValue();
    }

    Instant moment() {
        String text = text();
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw wrongKind("a moment such as 2026-01-31T12:00:00Z");
        }
    }

    /** The value of an enum with this name. */
    <E extends Enum<E>> E oneOf(E[] values, Function<E, String> name) {
        String text = text();
        return Stream.of(values)
                .filter(value -> name.apply(value).equals(text))
                .findFirst()
                .orElseThrow(
                        () -> wrongKind("one of " + Stream.of(values).map(name).collect(Collectors.joining(", "))));
    }

    /** Reads the text by a parser, whose error becomes one of this place. */
    <T> T parsed(Parser<T> parser) {
        String text = text();
        try {
            return parser.parse(text);
        } catch (RmxFormatException | IllegalArgumentException e) {
            throw wrong(Printable.of(String.valueOf(e.getMessage()), LONGEST_MESSAGE));
        }
    }

    /** Reads each element of an array by a parser, and makes one value of all. */
    <T, R> R allParsed(Parser<T> parser, Function<List<T>, R> maker) {
        List<T> all = elements().stream().map(element -> element.parsed(parser)).toList();
        return made(() -> maker.apply(all));
    }

    /** Makes a value of what was read here; an error becomes one of this place. */
    <T> T made(Supplier<T> maker) {
        try {
            return maker.get();
        } catch (IllegalArgumentException e) {
            throw wrong(Printable.of(String.valueOf(e.getMessage()), LONGEST_MESSAGE));
        }
    }
}
