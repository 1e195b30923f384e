package dev.rmx.testkit.spf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rmx.PublishedForm;
import dev.rmx.RmxLimits;
import dev.rmx.RmxQuery;
import dev.rmx.RmxVerdict;
import dev.rmx.RmxVerifier;
import dev.rmx.SpfDecision;
import dev.rmx.receive.EnvelopeSender;
import dev.rmx.record.IpAddress;
import dev.rmx.spf.SpfResult;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The published suites of the OpenSPF project, from Debian's package python3-spf ([SPF-1]). */
class OpenSpfSuiteTest {
    private static final Path FOLDER = Path.of("/usr/share/doc/python3-spf");
    /** Two cases try pyspf's own modifier {@code default=}, which RFC 7208 does not have. */
    private static final Set<String> PYSPF_ONLY = Set.of("default-modifier", "default-modifier-harsh");

    private final RmxVerifier verifier =
            new RmxVerifier(List.of(PublishedForm.SPF), RmxLimits.DEFAULT, List.of()).explaining();

    /** One case of a suite. */
    private record Case(String name, Map<?, ?> test, SuiteZone zone) {}

    private static List<Case> cases(String file) {
        Path path = FOLDER.resolve(file);
        String installed = path + " is there (Debian: python3-spf)";
        if (System.getenv("RMX_REQUIRE_SERVERS") != null) {
            assertThat(path).as(installed).exists();
        }
        assumeTrue(Files.exists(path), installed);
        List<Case> cases = new ArrayList<>();
        Load load = new Load(LoadSettings.builder().build());
        try (InputStream in = new GZIPInputStream(Files.newInputStream(path));
                Reader text = new InputStreamReader(in, StandardCharsets.ISO_8859_1)) {
            for (Object document : load.loadAllFromReader(text)) {
                Map<?, ?> scenario = (Map<?, ?>) document;
                SuiteZone zone = new SuiteZone(map(scenario.get("zonedata")));
                map(scenario.get("tests"))
                        .forEach((name, test) -> cases.add(new Case(String.valueOf(name), map(test), zone)));
            }
        } catch (IOException e) {
            throw new AssertionError("cannot read " + path, e);
        }
        return cases;
    }

    @TestFactory
    Stream<DynamicTest> SPF_1_rfc7208() {
        return tests("rfc7208-tests.yml.gz");
    }

    @TestFactory
    Stream<DynamicTest> SPF_1_rfc4408() {
        return tests("rfc4408-tests.yml.gz");
    }

    @TestFactory
    Stream<DynamicTest> SPF_1_pyspf() {
        return tests("test.yml.gz");
    }

    @Test
    void the_suites_are_whole() {
        assertThat(cases("rfc7208-tests.yml.gz")).hasSize(203);
        assertThat(cases("rfc4408-tests.yml.gz")).hasSize(191);
        assertThat(cases("test.yml.gz")).hasSize(16);
    }

    private Stream<DynamicTest> tests(String file) {
        return cases(file).stream()
                .filter(one -> !PYSPF_ONLY.contains(one.name()))
                .map(one -> DynamicTest.dynamicTest(one.name(), () -> run(one)));
    }

    private void run(Case one) {
        RmxVerdict verdict = verifier.check(query(one.test()), one.zone()::answer);
        Object expected = one.test().get("result");
        List<?> accepted = expected instanceof List<?> list ? list : List.of(text(one.test(), "result"));
        assertThat(accepted.stream().map(String::valueOf))
                .as(verdict.toString())
                .contains(word(verdict));
        Object explanation = one.test().get("explanation");
        if (explanation != null) {
            String ours = verdict.spf().flatMap(SpfDecision::explanation).orElse("DEFAULT");
            assertThat(ours).isEqualTo(explanation.toString());
        }
    }

    private static Map<?, ?> map(@Nullable Object value) {
        return (Map<?, ?>) Objects.requireNonNull(value);
    }

    private static String text(Map<?, ?> test, String key) {
        return Objects.requireNonNull(test.get(key), key).toString();
    }

    private static RmxQuery query(Map<?, ?> test) {
        String mailFrom = text(test, "mailfrom");
        return EnvelopeSender.parse(mailFrom.isEmpty() ? "<>" : mailFrom)
                .withHelo(text(test, "helo"))
                .from(IpAddress.parse(text(test, "host")))
                .withTime(Instant.EPOCH);
    }

    private static String word(RmxVerdict verdict) {
        return verdict.spf().flatMap(SpfDecision::result).orElse(SpfResult.NONE).toString();
    }
}
