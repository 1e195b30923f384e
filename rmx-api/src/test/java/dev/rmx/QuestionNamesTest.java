package dev.rmx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuestionNamesTest {
    private static final DomainName SUBJECT = DomainName.parse("example.org");

    private static Optional<DomainName> full(String localPart) {
        return QuestionNames.fullAddress(localPart, SUBJECT);
    }

    /** Canonical text has {@code \061} for {@code =}. */
    @ParameterizedTest
    @CsvSource({
        "user,         user",
        "az09AZ,       az09=41=5a",
        "User,         =55ser",
        "John.Doe,     =4aohn.=44oe",
        "a.b.c,        a.b.c",
        "a..b,         a=2e.b",
        "a...b,        a=2e=2e.b",
        ".a,           =2ea",
        "..a,          =2e.a",
        "...a,         =2e=2e.a",
        "a.,           a=2e",
        "a..,          a=2e=2e",
        ".,            =2e",
        "..,           =2e=2e",
        "...,          =2e=2e=2e",
        "a.b.,         a.b=2e",
        "a-b_c=d+e,    a-b=5fc=3dd=2be",
        "a b@c,        a=20b=40c",
        "' ',          =20",
        "ü.€,          =c3=bc.=e2=82=ac",
        "\ud83d\ude00, =f0=9f=98=80",
        "0-9,          0-9",
    })
    void ENT_full_name_vectors(String localPart, String labels) {
        assertThat(full(localPart)).contains(DomainName.parse(labels + "._rmx.example.org"));
    }

    @Test
    void ENT_full_name_controls_and_delete_are_written_in_hex() {
        assertThat(full("\0\n\u007f")).contains(DomainName.parse("=00=0a=7f._rmx.example.org"));
    }

    @Test
    void ENT_full_name_a_label_of_63_octets_is_the_longest() {
        assertThat(full("a".repeat(63))).isPresent();
        assertThat(full("a".repeat(64))).isEmpty();
        assertThat(full("A".repeat(21))).isPresent();
        assertThat(full("A".repeat(22))).isEmpty();
    }

    @Test
    void ENT_full_name_a_name_of_255_octets_is_the_longest() {
        String long3 = ("a".repeat(63) + ".").repeat(3); // 192 octets; _rmx.example.org. takes 18 with its root
        assertThat(full(long3 + "a".repeat(44)))
                .get()
                .extracting(DomainName::wireLength)
                .isEqualTo(255);
        assertThat(full(long3 + "a".repeat(45))).isEmpty();
    }

    @Test
    void ENT_full_name_an_empty_local_part_and_a_lone_surrogate_have_none() {
        assertThat(full("")).isEmpty();
        assertThat(full("a\udc00b")).isEmpty();
    }

    @Test
    void LOOK_1_txt_is_at_rmx_below_the_subject() {
        assertThat(QuestionNames.txt(SUBJECT)).contains(DomainName.parse("_rmx.example.org"));
    }

    @Test
    void LOOK_1_each_form_has_a_question_for_all_clients() {
        assertThat(PublishedForm.RMX.question(SUBJECT)).contains(new DnsQuestion(SUBJECT, RecordType.RMX));
        assertThat(PublishedForm.RMX_TXT.question(SUBJECT))
                .contains(new DnsQuestion(DomainName.parse("_rmx.example.org"), RecordType.RMX_TXT));
        assertThat(PublishedForm.SPF.question(SUBJECT)).contains(new DnsQuestion(SUBJECT, RecordType.SPF));
        assertThat(PublishedForm.DMP.question(SUBJECT))
                .contains(new DnsQuestion(DomainName.parse("_smtp-client.example.org"), RecordType.DMP));
    }

    @Test
    void LOOK_4_a_name_that_is_too_long_has_no_question_for_TXT() {
        DomainName longest = DomainName.parse(("a".repeat(63) + ".").repeat(3) + "a".repeat(61));
        assertThat(PublishedForm.RMX.question(longest)).isPresent();
        assertThat(PublishedForm.RMX_TXT.question(longest)).isEmpty();
    }

    @Test
    void ENT_domain_reverse_names() {
        assertThat(QuestionNames.reverse(IpAddress.parse("192.0.2.10"))).hasToString("10.2.0.192.in-addr.arpa");
        assertThat(QuestionNames.reverse(IpAddress.parse("4321:0:1:2:3:4:567:89ab")))
                .hasToString("b.a.9.8.7.6.5.0.4.0.0.0.3.0.0.0.2.0.0.0.1.0.0.0.0.0.0.0.1.2.3.4.ip6.arpa");
    }

    @Test
    void ENT_mapped_clients_in_reading_order() {
        assertThat(QuestionNames.mapped(IpAddress.parse("192.0.2.10"), SUBJECT))
                .contains(DomainName.parse("192.0.2.10.example.org"));
        assertThat(QuestionNames.mapped(IpAddress.parse("4321:0:1:2:3:4:567:89ab"), SUBJECT))
                .contains(DomainName.parse(
                        "4.3.2.1.0.0.0.0.0.0.0.1.0.0.0.2.0.0.0.3.0.0.0.4.0.5.6.7.8.9.a.b.example.org"));
    }
}
