package dev.rmx.testkit.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Writes one JSON object on one line, in ASCII, with escapes (RFC 8259 §7). */
final class Json {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private final StringBuilder text = new StringBuilder(256).append('{');

    /** Adds a field; {@code name} must need no escapes. */
    Json field(String name, @Nullable String value) {
        name(name);
        if (value == null) {
            text.append("null");
        } else {
            appendString(value);
        }
        return this;
    }

    /** Adds a text, or null; {@code name} must need no escapes. */
    Json field(String name, Optional<?> value) {
        return field(name, value.map(Object::toString).orElse(null));
    }

    /** Adds a number; {@code name} must need no escapes. */
    Json field(String name, long value) {
        return json(name, String.valueOf(value));
    }

    /** Adds a number, or null; {@code name} must need no escapes. */
    Json field(String name, OptionalInt value) {
        return json(name, value.isPresent() ? String.valueOf(value.getAsInt()) : "null");
    }

    /** Adds a truth value; {@code name} must need no escapes. */
    Json field(String name, boolean value) {
        return json(name, String.valueOf(value));
    }

    /** Adds an array of objects; {@code name} must need no escapes. */
    Json objects(String name, Stream<Json> values) {
        return json(name, list(values.map(Json::end)));
    }

    /** Adds an object, or null; {@code name} must need no escapes. */
    Json object(String name, @Nullable Json value) {
        return json(name, value == null ? "null" : value.end());
    }

    private void name(String name) {
        text.append(text.length() == 1 ? "\"" : ",\"").append(name).append("\":");
    }

    /** Adds a value that is JSON already; {@code name} must need no escapes. */
    Json json(String name, String value) {
        name(name);
        text.append(value);
        return this;
    }

    /** Adds a list of strings; {@code name} must need no escapes. */
    Json strings(String name, Collection<? extends Object> values) {
        name(name);
        text.append('[');
        String between = "";
        for (Object value : values) {
            text.append(between);
            appendString(value.toString());
            between = ",";
        }
        text.append(']');
        return this;
    }

    /** A list of values that are JSON already. */
    static String list(Stream<String> values) {
        return values.collect(Collectors.joining(",", "[", "]"));
    }

    /** The JSON schema of what a command prints. */
    static String schema(String command) {
        String name = "/dev/rmx/testkit/" + command + ".schema.json";
        try (InputStream in = Json.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing from the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(name + " cannot be read", e);
        }
    }

    /** Ends the object and returns its text. Nothing can be added afterwards. */
    String end() {
        return text.append('}').toString();
    }

    private void appendString(String value) {
        text.append('"');
        int plain = 0; // where the text without escapes begins
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < ' ' || c > '~' || c == '"' || c == '\\') {
                text.append(value, plain, i);
                appendEscape(c);
                plain = i + 1;
            }
        }
        text.append(value, plain, value.length()).append('"');
    }

    private void appendEscape(char c) {
        text.append('\\');
        switch (c) {
            case '"', '\\' -> text.append(c);
            case '\n' -> text.append('n');
            case '\r' -> text.append('r');
            case '\t' -> text.append('t');
            default -> text.append('u').append(HEX.toHexDigits(c));
        }
    }
}
