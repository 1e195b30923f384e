package dev.rmx.testkit.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One JSON object on one line: Jackson escapes what needs it; most does not, and a batch writes millions. */
final class Json {
    private static final JsonFactory FACTORY =
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private Json() {}

    static String object(Map<String, ? extends @Nullable String> fields) {
        StringBuilder text = new StringBuilder(256).append('{');
        fields.forEach((name, value) -> {
            text.append(text.length() == 1 ? "\"" : ",\"").append(name).append("\":");
            append(value, text);
        });
        return text.append('}').toString();
    }

    /** Most strings stand for themselves. */
    private static void append(@Nullable String value, StringBuilder text) {
        if (value == null || isPlain(value)) {
            String quote = value == null ? "" : "\"";
            text.append(quote).append(value).append(quote);
        } else {
            text.append(escaped(value));
        }
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
