package dev.rmx.resolver.dnsjava;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rmx.dns.DnsAnswer;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * Trust anchors: {@code test} and, below it, {@code island.plain.test}. A record is written as its owner, its type, the
 * target of an alias, and optionally its signer. A bar separates the answer from the authority section.
 */
class ZoneCheckTest {
    private static final ZoneCheck CHECK = new ZoneCheck(List.of(
            Name.fromConstantString("test."),
            Name.fromConstantString("elsewhere."),
            Name.fromConstantString("island.plain.test.")));

    private static void check(String response) throws Exception {
        String[] parts = response.split(" *[:|] *", -1);
        Record question = Record.newRecord(Name.fromString(parts[0]), Type.A, DClass.IN);
        Message message = new Message();
        message.addRecord(question, Section.QUESTION);
        add(message, Section.ANSWER, parts[1]);
        add(message, Section.AUTHORITY, parts[2]);
        CHECK.check(question, message);
    }

    private static void add(Message message, int section, String records) {
        for (String record : records.isEmpty() ? new String[0] : records.split(", *", -1)) {
            String[] words = record.split(" by ", -1);
            String[] fields = words[0].split(" ", -1);
            String data = switch (fields[1]) {
                case "A" -> "192.0.2.1";
                case "SOA" -> "ns.test. hostmaster.test. 1 3600 600 86400 60";
                case "NSEC" -> "test. A";
                case "NSEC3" -> "1 0 0 - 0123456789abcdefghijklmnopqrstuv A";
                default -> fields[fields.length - 1];
            };
            ScriptedServer.add(message, section, fields[0], fields[1], data);
            if (words.length == 2) {
                ScriptedServer.add(
                        message,
                        section,
                        fields[0],
                        "RRSIG",
                        fields[1] + " 13 1 300 20300101000000 20200101000000 1 " + words[1] + " AAAA");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a.test.: a.test. A by test. | test. NS ns.test. by test.",
                "a.test.: | test. SOA by test., b.test. NSEC by test., ab12.test. NSEC3 by test.",
                "a.sub.test.: a.sub.test. A | sub.test. NS ns.test.", // an unsigned delegation
                "a.sub.test.: | sub.test. SOA",
                "a.sub.test.: a.sub.test. A by sub.test. |", // signed, perhaps without a DS
                "sub.test.: | test. SOA by test., sub.test. NSEC by test.", // a DS query goes to the parent zone
                "a.test.: a.test. CNAME a.plain.test. by test., a.plain.test. A | plain.test. NS ns.test.",
                "a.test.: a.test. CNAME a.elsewhere. by test. | elsewhere. SOA by elsewhere., *.test. NSEC by test.",
                "a.test.: a.test. CNAME a.nowhere. by test. | nowhere. SOA",
                "x.old.test.: old.test. DNAME new.test. by test., x.old.test. CNAME x.new.test., x.new.test. A by new.test. |",
                "a.island.plain.test.: a.island.plain.test. A by island.plain.test. |",
                "a.nowhere.: a.nowhere. A | test. SOA" // not validated: below no trust anchor
            })
    void a_zone_that_can_hold_the_name_passes(String response) {
        assertThatCode(() -> check(response)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a.test.: a.test. A by sub.test. |",
                "a.test.: a.test. A by elsewhere. |",
                "a.test.: a.test. A by b.a.test. |",
                "a.test.: | sub.test. SOA",
                "a.test.: | sub.test. NSEC by sub.test.",
                "a.test.: | ab12.test. NSEC3", // unsigned
                "a.test.: | nowhere. SOA",
                "a.test.: a.test. CNAME b.test. by test. | sub.test. SOA",
                "a.test.: a.test. CNAME nowhere. by nowhere., nowhere. A | ",
                "a.island.plain.test.: a.island.plain.test. A by plain.test. |", // above the anchor
                "a.island.plain.test.: | plain.test. SOA",
                "a.island.plain.test.: plain.test. DNAME nowhere., a.island.plain.test. CNAME a.island.nowhere. |",
                "a.island.plain.test.: a.island.plain.test. CNAME a.plain.test. by plain.test. |",
                "a.sub.test.: test. DNAME nowhere. by sub.test., a.sub.test. CNAME a.sub.nowhere. |"
            })
    void a_zone_that_cannot_hold_the_name_is_bogus(String response) {
        assertThatThrownBy(() -> check(response)).isInstanceOfSatisfying(NoAnswerException.class, e -> {
            assertThat(e.kind()).isEqualTo(DnsAnswer.Failed.Kind.BOGUS);
            assertThat(e.responded()).isTrue();
        });
    }
}
