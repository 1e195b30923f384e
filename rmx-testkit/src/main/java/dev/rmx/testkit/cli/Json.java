package dev.rmx.testkit.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** One JSON object on one line: Jackson escapes what needs it; most does not, and a batch writes millions. */
final class Json {
    private static final JsonFactory FACTORY =
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private final StringBuilder text = new StringBuilder(256).append('{');

    /** Adds a field; {@code name} is one that needs no escapes. */
    Json field(String name, @Nullable String value) {
        text.append(text.length() == 1 ? "\"" : ",\"").append(name).append("\":");
        if (value == null) {
            text.append("null");
        } else if (isPlain(value)) {
            text.append('"').append(value).append('"');
        } else {
            text.append(escaped(value));
        }
        return this;
    }

    /** Ends the object, and gives its text; nothing is added after that. */
    String end() {
        return text.append('}').toString();
    }

    private static boolean isPlain(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < ' ' || c > '~' || c == '"' || c == '\\') {
                return false;
            }
        }
        return true;
    }

    private static String escaped(String value) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(text)) {
            json.writeString(value);
        } catch (IOException e) {
            throw new UncheckedIOException("a string cannot fail to be written", e);
        }
        return text.toString();
    }
}
