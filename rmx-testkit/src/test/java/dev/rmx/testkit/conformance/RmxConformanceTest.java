package dev.rmx.testkit.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The vectors: their form and coverage, and that a wrong result is reported. */
class RmxConformanceTest {
    /** The rules that vectors can test: on records, their formats, senders and checks. */
    private static final List<String> RULES = List.of(
            "DMP-1",
            "DMP-2",
            "ENT-apl",
            "ENT-domain",
            "ENT-full",
            "ENT-full-name",
            "ENT-host",
            "ENT-ip",
            "ENT-mapped",
            "ENT-mx",
            "ENT-unused",
            "EVAL-3",
            "EVAL-4",
            "EVAL-5",
            "EVAL-6",
            "FORM-1",
            "FORM-2",
            "ID-1",
            "ID-2",
            "ID-3",
            "ID-4",
            "ID-5",
            "ID-6",
            "LIM-1",
            "LIM-2",
            "LOOK-1",
            "LOOK-2",
            "LOOK-3",
            "LOOK-4",
            "REC-1",
            "REC-2",
            "REC-3",
            "RES",
            "SPF-1",
            "SPF-2",
            "SPF-3",
            "SPF-4",
            "SPF-5",
            "SPF-6",
            "SPF-7",
            "TEXT-1",
            "TEXT-2",
            "TEXT-3",
            "TEXT-4",
            "TEXT-5",
            "TXT-1",
            "TXT-2",
            "TXT-3",
            "WIRE-1",
            "WIRE-2",
            "WIRE-3",
            "WIRE-4",
            "WIRE-5",
            "WIRE-6");

    private static String resource(String name) throws IOException {
        try (InputStream in = RmxConformance.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "codec.json",
                "senders.json",
                "evaluation.json",
                "spf.json",
                "reports.json",
                "forms.json",
                "dmp.json"
            })
    void the_files_match_the_schema(String file) throws IOException {
        Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(resource("schema.json"));

        assertThat(schema.validate(resource(file), InputFormat.JSON)).isEmpty();
        assertThat(schema.validate(resource(file).replace("\"says\"", "\"sais\""), InputFormat.JSON))
                .isNotEmpty();
    }

    @Test
    void every_rule_that_vectors_can_test_has_one() {
        Set<String> shown = RmxConformance.vectors().stream()
                .map(vector -> vector.id().substring(0, vector.id().lastIndexOf('.')))
                .collect(Collectors.toSet());

        assertThat(shown).containsExactlyInAnyOrderElementsOf(RULES);
    }

    @Test
    void there_are_enough_vectors_without_duplicates() {
        List<ConformanceVector> vectors = RmxConformance.vectors();

        assertThat(vectors).hasSizeGreaterThanOrEqualTo(250);
        assertThat(vectors.stream().map(ConformanceVector::id)).doesNotHaveDuplicates();
        assertThat(vectors.stream().map(vector -> vector.toString().replaceAll("id=[^,]*, says=[^,]*", "")))
                .doesNotHaveDuplicates();
    }

    @Test
    void vectors_from_reports_name_their_source() throws IOException {
        List<String> says = resource("reports.json")
                .lines()
                .filter(line -> line.startsWith("{"))
                .map(line -> line.replaceFirst(".*?\"says\": \"", ""))
                .toList();

        assertThat(says).hasSize(204).allMatch(text -> text.matches("[\\w:, -]+: .*"));
    }

    @Test
    void SPF_and_DMP_have_enough_vectors() {
        List<ConformanceVector> vectors = RmxConformance.vectors();

        assertThat(vectors).filteredOn(vector -> vector.id().startsWith("SPF-")).hasSizeGreaterThanOrEqualTo(300);
        assertThat(vectors).filteredOn(vector -> vector.id().startsWith("DMP-")).hasSizeGreaterThanOrEqualTo(25);
        assertThat(vectors)
                .filteredOn(vector -> vector.id().startsWith("FORM-"))
                .hasSizeGreaterThanOrEqualTo(10);
    }

    @Test
    void a_wrong_expectation_fails_whichever_field_it_is_in() {
        ConformanceVector.Evaluation right = RmxConformance.vectors().stream()
                .filter(ConformanceVector.Evaluation.class::isInstance)
                .map(ConformanceVector.Evaluation.class::cast)
                .filter(vector -> vector.expect().explanation() != null)
                .findFirst()
                .orElseThrow();
        RmxImplementation library = RmxConformance.library();
        List<Object> values = values(right.expect());
        assertThat(RmxConformance.run(right, library)).isEmpty();

        for (int i = 0; i < values.size(); i++) {
            List<Object> changed = new ArrayList<>(values);
            changed.set(i, another(values.get(i)));
            ConformanceVector.Evaluation wrong = with(right, verdict(changed));
            assertThat(RmxConformance.run(wrong, library))
                    .as("component %d", i)
                    .hasValueSatisfying(problem -> assertThat(problem).contains("expected " + wrong.expect()));
        }
    }

    private static List<Object> values(ConformanceVector.Verdict verdict) {
        List<Object> values = new ArrayList<>();
        for (RecordComponent component : ConformanceVector.Verdict.class.getRecordComponents()) {
            values.add(value(component, verdict));
        }
        return values;
    }

    private static Object value(RecordComponent component, Object owner) {
        try {
            return component.getAccessor().invoke(owner);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object another(Object value) {
        if (value instanceof Boolean flag) {
            return !flag;
        }
        if (value instanceof Integer number) {
            return number + 1;
        }
        return value instanceof List ? List.of() : value + "x";
    }

    private static ConformanceVector.Verdict verdict(List<Object> values) {
        try {
            return (ConformanceVector.Verdict)
                    ConformanceVector.Verdict.class.getConstructors()[0].newInstance(values.toArray());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ConformanceVector.Evaluation with(
            ConformanceVector.Evaluation vector, ConformanceVector.Verdict expect) {
        return new ConformanceVector.Evaluation(
                vector.id(),
                vector.says(),
                vector.client(),
                vector.mailFrom(),
                vector.helo(),
                vector.host(),
                vector.time(),
                vector.forms(),
                vector.explain(),
                vector.trustedRelays(),
                vector.zone(),
                vector.fails(),
                expect);
    }

    @Test
    void an_implementation_that_throws_or_errs_is_reported() {
        RmxImplementation wrong = new RmxImplementation() {
            @Override
            public ConformanceVector.Decoded decode(ConformanceVector.Codec vector) {
                throw new IllegalStateException("nothing works");
            }

            @Override
            public ConformanceVector.Subject subject(ConformanceVector.Sender vector) {
                return new ConformanceVector.Subject("wrong.example", null);
            }

            @Override
            public ConformanceVector.Verdict verdict(ConformanceVector.Evaluation vector) {
                return new ConformanceVector.Verdict(
                        "maybe", null, null, null, null, null, null, null, List.of(), false);
            }
        };

        assertThat(RmxConformance.vectors())
                .allSatisfy(vector -> assertThat(RmxConformance.run(vector, wrong))
                        .hasValueSatisfying(problem -> assertThat(problem).startsWith(vector.id())));
    }
}
