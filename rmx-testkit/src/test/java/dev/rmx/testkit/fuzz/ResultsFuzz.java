package dev.rmx.testkit.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.receive.AuthenticationResultsField;
import dev.rmx.receive.EnvelopeSender;
import dev.rmx.receive.HeaderField;
import dev.rmx.receive.HostResult;
import dev.rmx.receive.TrustedResults;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Whatever stands in {@code Authentication-Results} and {@code Received-SPF}, it is read, and it neither hides a result
 * nor makes one from a comment or a quoted string ([HDR-4], [HDR-5]).
 */
public final class ResultsFuzz {
    private static final String HOST = "mx.example.net";
    private static final EnvelopeSender SENDER = EnvelopeSender.parse("joe@example.org");

    private ResultsFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        String text = new String(input, 0, Math.min(input.length, 4_096), StandardCharsets.UTF_8);

        List<HostResult> results = read(text);
        assertThat(results).allSatisfy(one -> {
            assertThat(one.host()).isEqualTo(HOST);
            assertThat(one.toString()).doesNotContain("\r", "\n", "\0");
        });
        assertThat(read("mx.example.com; " + text))
                .filteredOn(one -> one.field().equals(AuthenticationResultsField.NAME))
                .isEmpty();
        assertThat(methods(HOST + "; first=pass;" + text)).startsWith("first");
        assertThat(methods(HOST + "; first=pass (" + text.replaceAll("[()\\\\]", "\\\\$0") + "); last=pass"))
                .containsExactly("first", "last");
        assertThat(methods(HOST + "; first=pass reason=\"" + text.replaceAll("[\"\\\\]", "\\\\$0") + "\"; last=pass"))
                .containsExactly("first", "last");
        if (text.chars().noneMatch(c -> "\"()".indexOf(c) >= 0)) {
            assertThat(methods(HOST + ";" + text + ";last=pass")).endsWith("last");
        }
        canBeWritten(HOST + ";" + text);
    }

    private static void canBeWritten(String value) {
        AuthenticationResultsField field = AuthenticationResultsField.parse(value);
        assertThat(AuthenticationResultsField.parse(field.format())).isEqualTo(field);
    }

    private static List<HostResult> read(String value) {
        TrustedResults results = TrustedResults.read(
                List.of(new HeaderField("Authentication-Results", value), new HeaderField("Received-SPF", value)),
                List.of(HOST));
        assertThat(results.all()).containsAll(results.countingFor(SENDER));
        return results.all();
    }

    private static List<String> methods(String value) {
        return read(value).stream().map(HostResult::method).toList();
    }
}
