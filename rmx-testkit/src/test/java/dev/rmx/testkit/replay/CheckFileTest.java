package dev.rmx.testkit.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.rmx.RecordedCheck;
import dev.rmx.RmxOutcome;
import dev.rmx.RmxQuery;
import dev.rmx.RmxVerdict;
import dev.rmx.RmxVerifier;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsData;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.receive.EnvelopeSender;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import dev.rmx.record.RmxEntry;
import dev.rmx.record.RmxRecord;
import dev.rmx.testkit.jqwik.RecordedChecks;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of recorded checks: what they may hold, and how a file that holds something else is refused. */
class CheckFileTest {
    private static final Path SAMPLES = Path.of("src/test/resources/dev/rmx/testkit/replay");
    private static final RmxQuery QUERY =
            EnvelopeSender.parse("joe@example.org").from(IpAddress.parse("192.0.2.7"));

    /** Files that versions of this library have written. They stay as they are, and more are added for new versions. */
    private static Stream<String> samples() {
        try (Stream<Path> files = Files.walk(SAMPLES)) {
            return files.filter(Files::isRegularFile).map(CheckFileTest::read).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sample(String name) {
        return read(SAMPLES.resolve("version-1").resolve(name + ".json"));
    }

    private static Schema schema() throws IOException {
        try (InputStream in = CheckFile.class.getResourceAsStream("check-file.schema.json")) {
            String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(text);
        }
    }

    private static String refusal(String text) {
        try {
            CheckFile.read(text);
        } catch (IllegalArgumentException e) {
            String message = String.valueOf(e.getMessage());
            assertThat(message).matches("[ -~]{1,1000}");
            return message;
        }
        return "nothing";
    }

    @ParameterizedTest
    @MethodSource("samples")
    void EXPL_2_files_of_every_version_give_their_stated_verdict(String text) {
        CheckFile file = CheckFile.read(text);

        assertThat(text).contains("\"verdict\": {");
        assertThat(file.differences()).isEmpty();
        assertThat(file.check().replay()).isInstanceOf(RmxVerdict.class);
        assertThat(CheckFile.read(CheckFile.write(file.check())).check()).isEqualTo(file.check());
    }

    @Test
    void EXPL_2_the_files_of_the_first_version_hold_every_type_and_every_kind_of_answer() {
        Set<RecordType> types = new HashSet<>();
        Set<Class<?>> kinds = new HashSet<>();
        samples()
                .map(text -> CheckFile.read(text).check().answers())
                .forEach(answers -> answers.forEach((of, answer) -> {
                    if (answer instanceof DnsAnswer.Found) {
                        types.add(of.type());
                    }
                    kinds.add(answer.getClass());
                }));

        assertThat(types).contains(RecordType.values()).hasSize(10);
        assertThat(kinds).hasSize(4);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void EXPL_2_files_match_the_schema(String text) throws IOException {
        assertThat(schema().validate(text, InputFormat.JSON)).isEmpty();
        assertThat(schema().validate(
                                text.replace("\"validUntil\"", "\"until\"").replace("\"retryAfter\"", "\"x\""),
                                InputFormat.JSON))
                .isNotEmpty();
    }

    @Test
    void EXPL_2_whatever_is_written_matches_the_schema() throws IOException {
        Schema schema = schema();
        List<RecordedCheck> checks = Stream.concat(
                        RecordedChecks.ofWorlds().sampleStream().limit(60),
                        RecordedChecks.ofAnything().sampleStream().limit(60))
                .toList();

        assertThat(checks)
                .allSatisfy(check -> assertThat(schema.validate(CheckFile.write(check), InputFormat.JSON))
                        .isEmpty());
    }

    @Test
    void EXPL_2_an_undecided_check_states_no_verdict() {
        RecordedCheck check = new RecordedCheck(new RmxVerifier(), QUERY, Map.of());

        assertThat(CheckFile.write(check)).doesNotContain("verdict");
        assertThat(CheckFile.read(CheckFile.write(check))).isEqualTo(new CheckFile(check, List.of()));
    }

    @Test
    void EXPL_2_another_verdict_than_the_stated_one_is_told() {
        String text = sample("rmx").replace("\"host:joe.example.org ipv4:192.0.2.7\"", "\"ipv6:::/0\"");
        CheckFile file = CheckFile.read(text);

        assertThat(file.check().verdict().outcome()).isEqualTo(RmxOutcome.NOT_IN_RMX);
        assertThat(file.differences())
                .contains("result was \"pass\" and is \"fail\"", "mechanism was \"ipv4:192.0.2.7\" and is not there");
        assertThat(CheckFile.read(sample("rmx").replace("authorizes 192.0.2.7", "lets it send"))
                        .differences())
                .as("other words of the same reason")
                .isEmpty();
        assertThat(CheckFile.read(sample("malformed").replaceFirst("(?s)\"answers\": .*", "\"answers\": []}"))
                        .differences())
                .containsExactly("there was a verdict, and now answers are missing");
    }

    @Test
    void EXPL_2_differences_do_not_pass_on_control_characters() {
        String text = sample("rmx").replace("\"mechanism\": \"", "\"mechanism\": \"\\u001b[2J\\n");

        assertThat(CheckFile.read(text).differences())
                .singleElement()
                .asString()
                .matches("[ -~]+");
    }

    @Test
    void EXPL_2_a_file_of_a_newer_version_is_refused_and_says_so() {
        String newer = sample("rmx").replace("\"version\": 1", "\"version\": 2, \"colour\": true");

        assertThat(refusal(newer))
                .isEqualTo(
                        "version: the file is of version 2, and this rmx reads up to version 1: a newer rmx reads it");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"version\": 1,           |                             | the field \"version\" is missing",
                "\"version\": 1            | \"version\": 0              | version: a version is 1 or more, not 0",
                "\"version\": 1            | \"version\": \"1\"          | version: a whole number up to 2147483647 is needed here, not \"1\"",
                "\"version\": 1            | \"version\": 1.5            | version: a whole number up to 2147483647 is needed here, not 1.5",
                "\"version\": 1            | \"version\": 1, \"more\": 1 | there is no field \"more\" here; the fields are answers, query, verdict, verifier, version, writtenBy",
                "\"version\": 1            | \"version\": 1, \"version\": 1 | line 2, column 26: no usable JSON: Duplicate field 'version'",
                "\"result\": \"pass\"      | \"result\": \"fail\"        | verdict.result: the result of Granted is pass, not fail",
                "\"result\": \"pass\"      | \"result\": \"maybe\"       | verdict.result: one of pass, fail, none, temperror is needed here, not \"maybe\"",
                "\"outcome\": \"Granted\"  | \"outcome\": \"Denied\"     | verdict.result: the result of Denied is fail, not pass",
                "\"outcome\": \"Granted\", |                             | verdict: the field \"outcome\" is missing",
                "\"outcome\": \"Granted\"  | \"outcome\": \"Granted\", \"spf\": \"pass\" | verdict.spf: pass does not go with the result pass by RMX",
                "\"client\": \"192.0.2.7\" | \"client\": \"192.0.2\"     | query.client: ",
                "\"client\": \"192.0.2.7\" | \"client\": 192             | query.client: a string is needed here, not 192",
                "\"client\": \"192.0.2.7\", |                            | query: the field \"client\" is missing",
                "\"subject\": \"example.org\" | \"subject\": \"org\"     | query: a subject has two or more labels",
                "\"subject\": \"example.org\" | \"subject\": null        | query.subject: a string is needed here, not null",
                "\"helo\": \"              | \"hello\": \"               | query: there is no field \"hello\" here",
                "\"RMX\", \"RMX-TXT\"      | \"RMX\", \"TXT\"            | verifier.forms[1]: one of RMX, RMX-TXT, SPF, DMP is needed here, not \"TXT\"",
                "\"RMX\", \"RMX-TXT\"      | \"RMX\", \"RMX\"            | verifier.forms: a verifier has one form or more, each once",
                "\"lookups\": 10           | \"lookups\": 0              | verifier.limits: lookups are 1 or more, not 0",
                "\"lookups\": 10           | \"lookups\": 99999999999    | verifier.limits.lookups: a whole number",
                "\"trustedRelays\": [ ]    | \"trustedRelays\": [\"x/8\"] | verifier.trustedRelays[0]: ",
                "\"explains\": false       | \"explains\": 0             | verifier.explains: true or false is needed here, not 0",
                "\"type\": \"RMX\"         | \"type\": \"NS\"            | answers[0].type: one of A, AAAA, APL, MX, PTR, RMX, RMX-TXT, SPF, SPF-EXPLANATION, DMP is needed here, not \"NS\"",
                "\"answer\": \"found\"     | \"answer\": \"lost\"        | answers[0].answer: one of found, absent, malformed, failed is needed here, not \"lost\"",
                "\"answer\": \"found\"     | \"answer\": \"absent\"      | answers[0]: there is no field \"data\" here; the fields are answer, authenticated, name, stale, type, validUntil",
                "\"validUntil\": \"2026-11-26T13 | \"validUntil\": \"yesterday | answers[0].validUntil: a moment such as 2026-01-31T12:00:00Z is needed here, not \"yesterday:00:00Z\"",
                "host:h.example.org        | hots:h.example.org          | answers[0].data[0]: entry \"hots:h.example.org\" at offset 21: the tag is not one of",
                "\"192.0.2.8\", \"192.0.2.9\" |                          | answers[2].data: an answer without records is DnsAnswer.Absent",
                "\"192.0.2.8\"             | {}                          | answers[2].data[0]: a string is needed here, not an object",
                "\"!1:192.0.2.7/32\"       | \"!2:192.0.2.7/32\"         | answers[3].data[0]: an item is 1: and an IPv4 prefix",
                "\"!1:192.0.2.7/32\"       | \"1\"                       | answers[3].data[0]: ",
                "\"10 mx1.example.org\"    | \"70000 mx1.example.org\"   | answers[4].data.exchanges[0]: an exchange is a preference of 0 to 65535, a blank and a name",
                "\"records\": 3            | \"record\": 3               | answers[4].data: there is no field \"record\" here; the fields are exchanges, records",
                "\"records\": 3            | \"records\": -1             | answers[4].data.records: there are 0 records or more, not -1",
                "_rmx.example.org          | \\u0065xample.org.          | nothing",
                "\"RMX-TXT\",              | \"RMX\",                    | nothing"
            })
    void EXPL_2_what_is_wrong_is_told_with_its_place(String from, String to, String message) {
        String text = sample("rmx");
        String wrong = text.replaceFirst(Pattern.quote(from), to == null ? "" : Matcher.quoteReplacement(to));

        assertThat(wrong).isNotEqualTo(text);
        assertThat(refusal(wrong)).startsWith(message);
    }

    /** No value in any place makes anything but a check or a refusal that names the place. */
    @ParameterizedTest
    @MethodSource("samples")
    void EXPL_2_any_value_in_any_place_is_read_or_refused(String text) throws IOException {
        ObjectMapper json = new ObjectMapper();
        JsonNode root = json.readTree(text);
        List<JsonNode> values = new ArrayList<>();
        json.readTree("[null, true, -1, 1e400, \"\", \"\\u0000\\ud800\", [], [\"\"], {\"a\": 1}]")
                .forEach(values::add);
        List<JsonNode> parents = root.findParents("name");
        parents.addAll(List.of(root, root.get("verdict"), root.get("query"), root.get("verifier")));
        parents.add(root.get("verifier").get("limits"));
        int refused = 0;
        for (JsonNode parent : parents) {
            ObjectNode object = (ObjectNode) parent;
            List<String> fields = new ArrayList<>();
            object.fieldNames().forEachRemaining(fields::add);
            for (String field : fields) {
                JsonNode before = object.get(field);
                for (JsonNode value : values) {
                    object.set(field, value);
                    String message = refusal(json.writeValueAsString(root));
                    if (!message.equals("nothing")) {
                        assertThat(message).contains(field);
                        refused++;
                    }
                }
                object.set(field, before);
            }
        }

        assertThat(refused).isGreaterThan(200);
        assertThat(refusal(json.writeValueAsString(root))).isEqualTo("nothing");
    }

    @Test
    void EXPL_2_a_question_has_one_answer() {
        assertThat(refusal(sample("rmx").replace("\"name\": \"joe.example.org\"", "\"name\": \"H.example.org\"")))
                .isEqualTo("answers[9]: the question h.example.org A has an answer before this one");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "[]",
                "7",
                "\"x\"",
                "{",
                "{}",
                "{\"version\": 1}",
                "{\"version\": 1} {}",
                "{\"version\": 1e9}",
                "{\"version\": -1}",
                "{\"version\": NaN}",
                "{\"\u001b[2J\": 1}",
                "{\"\ud800\": \"\udc00",
                "\ufeff{}",
                "<html>"
            })
    void EXPL_2_anything_else_is_refused(String text) {
        assertThat(refusal(text)).isNotEqualTo("nothing");
    }

    /** Each would cost minutes or gigabytes if it were read without bounds. */
    @Test
    void EXPL_2_hostile_files_are_refused_soon() {
        int many = 3_000_000;
        assertThat(refusal("[".repeat(many)))
                .isEqualTo(
                        "line 1, column 9: arrays and objects stand more than 8 deep here; nothing in such a file does");
        assertThat(refusal("{\"a\":\n".repeat(many))).startsWith("line 9, column 1: ");
        assertThat(refusal("[\"[[\\\"[[[[[[[[[[\", " + "[".repeat(8))).startsWith("line 1, column 27: ");
        assertThat(refusal("{\"version\": " + "9".repeat(many) + "}")).contains("exceeds the maximum");
        assertThat(refusal("{\"version\": " + "9".repeat(100) + "}")).contains("Number value length");
        assertThat(refusal("{\"version\": 1e" + "9".repeat(15) + "}")).startsWith("version: a whole number");
        assertThat(refusal("{\"" + "a".repeat(many) + "\": 1}")).contains("Name length");
        assertThat(refusal("{\"version\": \"" + "a".repeat(many) + "\"}")).contains("String value length");
        assertThat(refusal("[" + "[],".repeat(many) + "[]]")).contains("Token count");
        assertThat(refusal(" ".repeat(CheckFile.LONGEST + 1))).contains("at most " + CheckFile.LONGEST + " characters");
    }

    /** Names with one hash code must not make the reader compare each with all others. */
    @Test
    void EXPL_2_fields_with_equal_hash_codes_are_refused_soon() {
        StringBuilder text = new StringBuilder("{\"version\": 1");
        for (int i = 0; i < 1 << 17; i++) {
            text.append(", \"");
            for (int bit = 0; bit < 17; bit++) {
                text.append((i >> bit & 1) == 0 ? "Aa" : "BB");
            }
            text.append("\": 1");
        }

        assertThat(refusal(text.append('}').toString())).startsWith("there is no field \"");
    }

    @Test
    void EXPL_2_lone_surrogates_survive() {
        RmxQuery query = new RmxQuery(
                        IpAddress.parse("192.0.2.7"), Optional.of(DomainName.parse("a.x")), Optional.of("\ud800"))
                .withHelo("\udc00\ud800\u007f\u0000\"\\");
        RecordedCheck check = new RecordedCheck(new RmxVerifier(), query, Map.of());

        assertThat(CheckFile.read(CheckFile.write(check)).check().query()).isEqualTo(query);
    }

    @Test
    void EXPL_2_the_largest_records_are_written_and_read() {
        List<RmxEntry> entries = Collections.nCopies(RmxRecord.MAX_ENTRIES, new RmxEntry.Unused());
        DnsData record = new DnsData.RmxRecords(List.of(new RmxRecord(entries)));
        RecordedCheck check = new RecordedCheck(
                new RmxVerifier(),
                QUERY,
                Map.of(
                        new DnsQuestion(DomainName.parse("example.org"), RecordType.RMX),
                        new DnsAnswer.Found(record, Instant.EPOCH, false)));

        assertThat(CheckFile.read(CheckFile.write(check)).check()).isEqualTo(check);
    }

    @Test
    void EXPL_2_what_could_not_be_read_is_not_written() {
        RecordedCheck check = new RecordedCheck(new RmxVerifier(), QUERY.withHelo("h".repeat(65_536)), Map.of());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> CheckFile.write(check))
                .withMessage("query.helo: at most 65535 characters can stand here, not 65536");
    }
}
