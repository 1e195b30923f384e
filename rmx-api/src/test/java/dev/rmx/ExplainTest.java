package dev.rmx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsData;
import dev.rmx.dns.RecordType;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import dev.rmx.record.RmxRecord;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What an explanation says of RMX and DMP. The test kit tests it for SPF. */
class ExplainTest {
    private static final String CLIENT = "192.0.2.1";

    /** An explanation as lines: form or place, text, state, then questions, counts and notes. */
    private static String lines(Explanation explanation) {
        return explanation.forms().stream()
                .map(form -> form.form() + " " + form.state() + (form.decides() ? " *" : "")
                        + questions(form.questions())
                        + form.record().map(record -> lines(record, "\n  ")).orElse(""))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    private static String lines(ExplainedRecord record, String indent) {
        return indent + record.at() + " of " + record.size() + " " + record.results()
                + record.entries().stream()
                        .map(entry -> indent + entry.place() + " " + entry.text() + " " + entry.state()
                                + (entry.decides() ? " *" : "")
                                + questions(entry.questions())
                                + entry.counts().stream()
                                        .map(count -> ", " + count.limit() + " " + count.counted() + " " + count.least()
                                                + " " + count.greatest() + "/" + count.most())
                                        .collect(Collectors.joining())
                                + entry.note().map(note -> ", " + note).orElse("")
                                + entry.record()
                                        .map(below -> lines(below, indent + "  "))
                                        .orElse(""))
                        .collect(Collectors.joining());
    }

    private static String questions(List<ExplainedQuestion> questions) {
        return questions.stream()
                .map(question -> ", " + question.question() + "=" + question.text())
                .collect(Collectors.joining());
    }

    @Test
    void EXPL_1_entries_have_states_answers_and_counts() {
        Dns dns = Dns.of("ipv4:10.0.0.0/8 mx: !apl:l.example host:m.example ipv4:192.0.2.0/24 unused:")
                .mx("example.org", "10 a.example", "20 b.example")
                .a("a.example", "198.51.100.1")
                .failed("b.example", RecordType.A)
                .apl("l.example", "!1:192.0.2.1/32 1:192.0.0.0/16")
                .malformed("m.example", RecordType.A);

        assertThat(lines(dns.explainKnown(CLIENT))).isEqualTo("""
                RMX YES *, example.org RMX=ipv4:10.0.0.0/8 mx: !apl:l.example host:m.example ipv4:192.0.2.0/24 unused:
                  example.org of 6 [pass]
                  1 ipv4:10.0.0.0/8 NO
                  2 mx: FAILED, example.org MX=10 a.example, 20 b.example, a.example A=198.51.100.1, \
                b.example A=failed: 192.0.2.53 port 53: timed out, LOOKUPS 1 1 1/10, NAMES 2 2 2/10
                  3 !apl:l.example NO, l.example APL=!1:192.0.2.1/32, 1:192.0.0.0/16, LOOKUPS 1 2 2/10
                  4 host:m.example MALFORMED, m.example A=malformed: truncated, LOOKUPS 1 3 3/10
                  5 ipv4:192.0.2.0/24 YES *
                  6 unused: NOT_REACHED
                RMX-TXT NOT_REACHED
                """);
    }

    @Test
    void EXPL_1_ENT_full_its_record_is_below_it() {
        Dns dns = Dns.of("full: full: !ipv4:192.0.2.1")
                .absent("user._rmx.example.org", RecordType.RMX)
                .txt("user._rmx.example.org", "domain: ipv4:192.0.2.0/24")
                .ptr("1.2.0.192.in-addr.arpa", "x.example");

        assertThat(lines(dns.explainKnown(CLIENT))).isEqualTo("""
                RMX YES *, example.org RMX=full: full: !ipv4:192.0.2.1
                  example.org of 3 [pass]
                  1 full: YES *, user._rmx.example.org RMX=no such record, \
                user._rmx.example.org TXT=domain: ipv4:192.0.2.0/24, LOOKUPS 1 1 1/10
                    user._rmx.example.org of 2 []
                    1 domain: NO, 1.2.0.192.in-addr.arpa PTR=x.example, LOOKUPS 1 1 1/10, NAMES 1 1 1/10
                    2 ipv4:192.0.2.0/24 YES *
                  2 full: NOT_REACHED, LOOKUPS 1 2 2/10
                  3 !ipv4:192.0.2.1 NOT_REACHED
                RMX-TXT NOT_REACHED
                """);
    }

    @Test
    void EXPL_1_ENT_full_a_second_one_counts_once_and_a_malformed_one_says_why() {
        Dns dns = Dns.of("full: full:").rmx("user._rmx.example.org", "full:");

        assertThat(lines(dns.explain(CLIENT))).isEqualTo("""
                RMX YES *, example.org RMX=full: full:
                  example.org of 2 [pass, fail]
                  1 full: MALFORMED, user._rmx.example.org RMX=full:, LOOKUPS 1 1 1/10, \
                full: is not allowed in the record of a full address
                    user._rmx.example.org of 1 []
                    1 full: NOT_REACHED, LOOKUPS 1 1 1/10
                  2 full: NO, LOOKUPS 1 2 2/10, full: counts once
                RMX-TXT NOT_REACHED
                """);
    }

    @Test
    void EXPL_1_ENT_full_an_unknown_entry_below_makes_it_unknown() {
        Dns dns = Dns.of("full:")
                .rmx("user._rmx.example.org", "host:a.example host:b.example")
                .failed("a.example", RecordType.A);

        Explanation explanation = dns.explain(CLIENT);

        assertThat(explanation
                        .forms()
                        .get(0)
                        .record()
                        .orElseThrow()
                        .entries()
                        .get(0)
                        .state())
                .isEqualTo(Explanation.State.FAILED);
    }

    @Test
    void EXPL_1_LIM_1_the_first_entry_beyond_the_limit_is_an_error() {
        Dns dns = Dns.of("host:a.example mx: apl:l.example !ipv4:192.0.2.1")
                .verifiedBy(new RmxVerifier(RmxVerifier.DEFAULT_FORMS, new RmxLimits(1, 10), List.of()));

        assertThat(lines(dns.explain(CLIENT))).isEqualTo("""
                RMX YES *, example.org RMX=host:a.example mx: apl:l.example !ipv4:192.0.2.1
                  example.org of 4 []
                  1 host:a.example NOT_REACHED, LOOKUPS 1 1 1/1
                  2 mx: ERROR, LOOKUPS 1 2 2/1, more than 1 entries need DNS
                  3 apl:l.example NOT_REACHED
                  4 !ipv4:192.0.2.1 NOT_REACHED
                RMX-TXT NOT_REACHED
                """);
    }

    @Test
    void EXPL_1_LIM_1_a_record_beyond_the_limit_that_is_certain_is_not_asked() {
        Dns dns = Dns.of("host:a.example mx: ipv4:10.0.0.0/8 ipv4:192.0.2.1")
                .verifiedBy(new RmxVerifier(RmxVerifier.DEFAULT_FORMS, new RmxLimits(1, 10), List.of()));

        assertThat(lines(dns.explain(CLIENT))).contains("""
                  1 host:a.example NOT_REACHED, LOOKUPS 1 1 1/1
                  2 mx: NOT_REACHED, LOOKUPS 1 2 2/1
                  3 ipv4:10.0.0.0/8 NO
                  4 ipv4:192.0.2.1 YES *
                """);
    }

    @Test
    void EXPL_1_FORM_1_forms_tell_what_was_asked() {
        assertThat(lines(new Dns().explainKnown(CLIENT))).isEqualTo("""
                RMX MISSING, example.org RMX=no answer yet
                RMX-TXT MISSING, _rmx.example.org TXT=no answer yet
                """);
        assertThat(lines(new Dns().failed("example.org", RecordType.RMX).explain(CLIENT)))
                .isEqualTo("""
                RMX FAILED *, example.org RMX=failed: 192.0.2.53 port 53: timed out
                RMX-TXT NOT_REACHED
                """);
        assertThat(lines(new Dns()
                        .malformed("_rmx.example.org", RecordType.RMX_TXT)
                        .explain(CLIENT)))
                .isEqualTo("""
                RMX NO, example.org RMX=no such record
                RMX-TXT MALFORMED *, _rmx.example.org TXT=malformed: truncated
                """);
    }

    @Test
    void EXPL_1_a_trusted_client_asks_nothing() {
        RmxQuery query = new RmxQuery(IpAddress.parse(CLIENT), Optional.empty(), Optional.empty());

        assertThat(lines(new RmxVerifier().explain(query, Map.of()))).isEqualTo("""
                RMX NOT_REACHED
                RMX-TXT NOT_REACHED
                """);
    }

    @Test
    void EXPL_1_answers_are_written_out_within_bounds() {
        List<IpAddress> many = IntStream.range(0, 300)
                .mapToObj(i -> IpAddress.parse("10.0." + i / 256 + "." + i % 256))
                .toList();
        assertThat(text(new DnsData.Addresses(many))).endsWith("10.0.0.9 and 290 more");
        assertThat(text(new DnsData.Addresses(many.subList(0, 10)))).endsWith("10.0.0.9");
        List<DomainName> names = IntStream.range(0, 10)
                .mapToObj(i -> DomainName.parse(("\\000".repeat(60) + ".").repeat(4) + "x" + i))
                .toList();
        assertThat(text(new DnsData.Names(names)))
                .hasSize(Explanation.LONGEST_TEXT)
                .endsWith("...");
        assertThat(text(new DnsData.Dmp(true, true, true))).isEqualTo("dmp=allow, dmp=deny, dmp=");
        assertThat(text(new DnsData.Dmp(false, false, false))).isEqualTo("nothing of DMP");
        assertThat(text(new DnsData.RmxRecords(List.of(RmxRecord.of())))).isEqualTo("a record without entries");
    }

    private static String text(DnsData data) {
        return AnswerText.of(new DnsAnswer.Found(data, Dns.NOW, false));
    }
}
