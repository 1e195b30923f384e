package dev.rmx.receive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.RmxQuery;
import dev.rmx.record.IpAddress;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

class EnvelopeSenderProperties {
    private static final IpAddress CLIENT = IpAddress.parse("192.0.2.1");

    @Provide
    Arbitrary<String> hostile() {
        Arbitrary<String> pieces = Arbitraries.of(
                "<",
                ">",
                "@",
                "\"",
                "\\",
                ":",
                ",",
                ".",
                "..",
                " ",
                "\r\n",
                "\0",
                "a",
                "Z",
                "9",
                "-",
                "_",
                "[",
                "]",
                "ü",
                "\u00df",
                "\u200d",
                "\u3002",
                "\uff0e",
                "\uff61",
                "\u2024",
                "\u00ad",
                "\ud800",
                "\udc00",
                "\ud83d\ude00",
                "\u05d0",
                "\uffff",
                "xn--",
                "user",
                "example.org",
                "b\u00fccher",
                "a".repeat(63));
        Arbitrary<String> mixed = pieces.list().ofMaxSize(12).map(list -> String.join("", list));
        Arbitrary<String> any = Arbitraries.strings().all().ofMaxLength(20);
        return Arbitraries.frequencyOf(
                Tuple.of(4, mixed),
                Tuple.of(3, mixed.map(text -> "user@" + text + ".org")),
                Tuple.of(1, any),
                Tuple.of(2, any.map(text -> "<user@" + text + ".example>")));
    }

    @Property(tries = 10_000)
    void ID_4_no_sender_throws_and_every_subject_can_be_checked(@ForAll("hostile") String mailFrom) {
        RmxQuery query = EnvelopeSender.parse(mailFrom).from(CLIENT);
        assertUsable(query);
    }

    @Property(tries = 10_000)
    void ID_4_no_helo_name_throws(@ForAll("hostile") String helo) {
        assertUsable(EnvelopeSender.parse("<>").withHelo(helo).from(CLIENT));
    }

    private static void assertUsable(RmxQuery query) {
        query.subject()
                .ifPresent(subject -> assertThat(subject.toString())
                        .hasSizeLessThanOrEqualTo(253)
                        .matches("([a-z0-9_-]{1,63}\\.)+(?!\\d+$)[a-z0-9_-]{1,63}"));
        if (query.subject().isEmpty()) {
            assertThat(query.localPart()).isEmpty();
        }
    }

    /** The query has any local part as its quoted string says. */
    @Property
    void ID_3_a_quoted_local_part_is_kept(@ForAll String local) {
        String quoted = "\"" + local.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
        EnvelopeSender sender = EnvelopeSender.parse("<" + quoted + "@example.org>");
        assertThat(sender.localPart()).contains(local);
        assertThat(sender.subject()).hasToString("Optional[example.org]");
    }

    /** A server that accepts only reverse-paths still checks every one with a plain domain: none avoids the check. */
    @Property(tries = 10_000)
    void ID_4_a_reverse_path_with_a_domain_of_plain_labels_has_a_subject(@ForAll("hostile") String mailFrom) {
        String path = "<" + mailFrom + ">";
        if (EnvelopeSender.isReversePath(path) && path.matches(".*@([a-zA-Z9]{1,63}\\.){1,3}[a-zA-Z]{1,63}>")) {
            assertThat(EnvelopeSender.parse(path).subject()).isPresent();
        }
    }
}
