package dev.rmx.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.record.DomainName;
import dev.rmx.resolver.RmxResolver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RmxZoneTest {
    /** The example of RFC 4592 §2.2.1, with A records where the type does not matter. */
    private static final RmxZone RFC_4592 = RmxZone.parse("""
            $ORIGIN example.
            @                   3600 IN SOA ns.example.com. host.example. 1 2 3 4 5
            *                   3600 IN TXT "ipv4:192.0.2.1"
            *                   3600 IN MX  10 host1
            sub.*               3600 IN TXT "ipv4:192.0.2.2"
            host1               3600 IN A   192.0.2.1
            _ssh._tcp.host1     3600 IN A   192.0.2.9
            subdel              3600 IN A   192.0.2.8
            """);

    private static DnsAnswer ask(RmxZone zone, String name, RecordType type) {
        try (RmxResolver resolver = zone.resolver()) {
            return resolver.resolve(new DnsQuestion(DomainName.parse(name), type))
                    .join();
        }
    }

    private static String kind(DnsAnswer answer) {
        return answer instanceof DnsAnswer.Found found
                ? found.data().toString()
                : answer.getClass().getSimpleName();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "host3.example         | MX  | Exchanges[exchanges=[Exchange[preference=10, host=host1.example]], records=1]",
                "host3.example         | A   | Absent", // the wildcard exists, and has no A
                "foo.bar.example       | RMX_TXT | RmxRecords[records=[ipv4:192.0.2.1]]",
                "host1.example         | MX  | Absent", // the name exists
                "sub.*.example         | MX  | Absent", // so does this one
                "_telnet._tcp.host1.example | A | Absent", // an empty non-terminal is the closest encloser
                "_tcp.host1.example    | MX  | Absent",
                "host.subdel.example   | A   | Absent",
                "ghost.*.example       | MX  | Absent", // below a wildcard there is no wildcard
                "sub.*.example         | RMX_TXT | RmxRecords[records=[ipv4:192.0.2.2]]"
            })
    void RFC_4592_wildcards_and_empty_non_terminals(String name, RecordType type, String expected) {
        assertThat(kind(ask(RFC_4592, name, type))).isEqualTo(expected);
    }

    @Test
    void several_zones_without_SOA_in_one_text() {
        RmxZone zone = RmxZone.parse("""
                danisch.de.         IN RMX apl:relays.rackland.de
                relays.rackland.de. IN APL 1:213.133.101.23/32
                1.2.0.192.in-addr.arpa. IN PTR a.example.
                alias.example.      IN CNAME danisch.de.
                """);

        assertThat(kind(ask(zone, "danisch.de", RecordType.RMX))).contains("apl:relays.rackland.de");
        assertThat(kind(ask(zone, "DANISCH.de", RecordType.RMX))).contains("apl:relays.rackland.de");
        assertThat(kind(ask(zone, "relays.rackland.de", RecordType.APL))).contains("1:213.133.101.23/32");
        assertThat(kind(ask(zone, "1.2.0.192.in-addr.arpa", RecordType.PTR))).contains("a.example");
        assertThat(kind(ask(zone, "alias.example", RecordType.RMX))).contains("apl:relays.rackland.de");
        assertThat(kind(ask(zone, "danisch.de", RecordType.RMX_TXT))).isEqualTo("Absent");
        assertThat(kind(ask(zone, "elsewhere.org", RecordType.A))).isEqualTo("Absent");
    }

    @Test
    void alias_loop_fails() {
        RmxZone zone = RmxZone.parse("a.example. IN CNAME b.example.\nb.example. IN CNAME a.example.\n");

        assertThat(kind(ask(zone, "a.example", RecordType.A))).isEqualTo("Failed");
    }

    @Test
    void failing_lookups_fail_through_an_alias_too() {
        RmxZone zone = RmxZone.parse("""
                alias.example. IN CNAME host.example.
                host.example.  IN A     192.0.2.1
                host.example.  IN MX    10 host.example.
                """);
        DomainName host = DomainName.parse("host.example");
        RmxZone failing = zone.failing(host, Optional.of(RecordType.A));

        assertThat(kind(ask(failing, "host.example", RecordType.A))).isEqualTo("Failed");
        assertThat(kind(ask(failing, "alias.example", RecordType.A))).isEqualTo("Failed");
        assertThat(kind(ask(failing, "alias.example", RecordType.MX))).startsWith("Exchanges");
        assertThat(kind(ask(zone.failing(host, Optional.empty()), "host.example", RecordType.MX)))
                .isEqualTo("Failed");
        assertThat(kind(ask(zone, "host.example", RecordType.A))).startsWith("Addresses");
    }

    @Test
    void bad_line_is_reported_with_its_number() {
        assertThatThrownBy(() -> RmxZone.parse("a.example. IN A 192.0.2.1\nb.example. IN A nonsense\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("cannot read the zone: line 2: ")
                .hasMessageContaining("nonsense");
    }

    @Test
    void byte_order_mark_at_the_beginning_is_skipped(@TempDir Path directory) throws IOException {
        String text = "\uFEFFa.example. IN A 192.0.2.1\n";
        assertThat(RmxZone.parse(text).toString()).isEqualTo("a.example. 3600 IN A 192.0.2.1\n");
        Path file = Files.writeString(directory.resolve("my.zone"), text);
        assertThat(RmxZone.read(file).toString()).isEqualTo("a.example. 3600 IN A 192.0.2.1\n");
    }

    @Test
    void byte_order_mark_of_an_included_file_is_refused(@TempDir Path directory) throws IOException {
        Files.writeString(directory.resolve("marked"), "\uFEFFb.example. IN A 192.0.2.1\n");
        Path file = Files.writeString(directory.resolve("my.zone"), "a.example. IN A 192.0.2.1\n$INCLUDE marked\n");
        assertThatThrownBy(() -> RmxZone.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("there is a byte order mark after a.example. A");
    }

    @Test
    void extra_words_are_reported_without_the_parsers_terms() {
        assertThatThrownBy(() -> RmxZone.parse("a.example. IN A 192.0.2.1 (5)\n"))
                .hasMessage("cannot read the zone: line 1: the record should end before 5");
    }

    @ParameterizedTest
    @ValueSource(strings = {"b.example. IN APL 2:::ffff:1.2.3.4/96\n", "\"\" IN A 192.0.2.1\n"})
    void line_that_crashes_dnsjava_is_reported_by_the_record_before_it(String line) {
        assertThatThrownBy(() -> RmxZone.parse("a.example. IN A 192.0.2.1\n" + line))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("after a.example. A");
    }

    @Test
    void bad_line_of_a_file_is_reported_with_the_file(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("my.zone"), "\n\na.example. IN RMX ipv4:1.2.3\n");

        assertThatThrownBy(() -> RmxZone.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("my.zone: line 3: ");
        assertThatThrownBy(() -> RmxZone.read(directory.resolve("missing")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("missing");
    }

    @Test
    void text_cannot_include_files() {
        assertThatThrownBy(() -> RmxZone.parse("$INCLUDE /etc/hostname\n"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void its_text_is_a_master_file_that_parses_back() {
        RmxZone zone = RmxZone.parse("""
                b.x. 60 IN APL 1:192.0.2.0/24 !2:2001:db8::/32
                a.x.    IN RMX ipv4:192.0.2.1   !mx:
                a.x.    IN TXT "two  blanks" "and a \\" quote"
                """);

        assertThat(zone).hasToString(RmxZone.parse(zone.toString()).toString());
        assertThat(zone.toString())
                .startsWith("a.x. 3600 IN RMX ipv4:192.0.2.1 !mx:\na.x. 3600 IN TXT ")
                .contains("two  blanks");
        assertThat(zone.failing(DomainName.parse("a.x"), Optional.empty()).toString())
                .endsWith("; SERVFAIL: a.x.\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 16})
    void a_failure_needs_an_error_response_code(int rcode) {
        RmxZone zone = RmxZone.parse("a.x. IN A 192.0.2.1\n");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> zone.failing(DomainName.parse("a.x"), Optional.empty(), rcode))
                .withMessage("the response code of a failure must be 1 to 15, not " + rcode);
    }
}
