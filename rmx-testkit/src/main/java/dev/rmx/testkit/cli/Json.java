package dev.rmx.testkit.cli;

import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Writes one JSON object on one line, in ASCII, with escapes (RFC 8259 §7). */
final class Json {
    private static final String HEX = "0123456789ABCDEF";

    private final StringBuilder text = new StringBuilder(256).append('{');

    /** Adds a field; {@code name} must need no escapes. */
    Json field(String name, @Nullable String value) {
        text.append(text.length() == 1 ? "\"" : ",\"").append(name).append("\":");
        if (value == null) {
            text.append("null");
        } else {
            appendString(value);
        }
        return this;
    }

    /** Adds a number; {@code name} must need no escapes. */
    Json field(String name, OptionalInt value) {
        text.append(text.length() == 1 ? "\"" : ",\"").append(name).append("\":");
        text.append(value.isPresent() ? String.valueOf(value.getAsInt()) : "null");
        return this;
    }

    /** Adds a number; {@code name} must need no escapes. */
    Json field(String name, OptionalLong value) {
        text.append(text.length() == 1 ? "\"" : ",\"").append(name).append("\":");
        text.append(value.isPresent() ? String.valueOf(value.getAsLong()) : "null");
        return this;
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
            default -> {
                text.append('u');
                for (int shift = 12; shift >= 0; shift -= 4) {
                    text.append(HEX.charAt(c >> shift & 0xf));
                }
            }
        }
    }
}
