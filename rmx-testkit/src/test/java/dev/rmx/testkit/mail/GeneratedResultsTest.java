package dev.rmx.testkit.mail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.receive.AuthenticationResultsField;
import dev.rmx.receive.AuthenticationResultsField.Result;
import dev.rmx.receive.HeaderField;
import dev.rmx.receive.HostResult;
import dev.rmx.receive.TrustedResults;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Our readers find in generated fields what their maker put there. */
class GeneratedResultsTest {
    private static final int FIELDS = Integer.getInteger("results.fields", 10_000);
    private static final long SEED = Long.getLong("results.seed", 1);

    static List<HostResult> read(String value) {
        return TrustedResults.read(List.of(new HeaderField("Authentication-Results", value)), List.of("mx.example.net"))
                .all();
    }

    static List<String> lines(List<HostResult> results) {
        return results.stream()
                .map(one -> GeneratedResults.line(
                        one.method(), one.version(), one.result(), one.reason(), one.properties()))
                .toList();
    }

    @Test
    void HDR_5_every_result_is_read_and_no_other() {
        Random random = new Random(SEED);
        for (int i = 0; i < FIELDS; i++) {
            GeneratedResults field = GeneratedResults.of(random);
            List<HostResult> found = read(field.value());

            assertThat(lines(found)).as(field.value()).isEqualTo(field.expected());
            assertThat(found.stream().map(HostResult::whole)).as(field.value()).isEqualTo(field.whole());
        }
    }

    @Test
    void HDR_3_what_is_read_can_be_written_and_read_back() {
        Random random = new Random(SEED);
        for (int i = 0; i < FIELDS; i++) {
            String value = GeneratedResults.of(random).value();
            AuthenticationResultsField field = AuthenticationResultsField.parse(value);

            assertThat(AuthenticationResultsField.parse(field.format()))
                    .as(value)
                    .isEqualTo(field);
            assertThat(field.results().stream().map(Result::method))
                    .as(value)
                    .isEqualTo(read(value).stream().map(HostResult::method).toList())
                    .doesNotContain("evil");
        }
    }
}
