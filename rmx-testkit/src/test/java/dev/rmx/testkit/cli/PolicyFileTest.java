package dev.rmx.testkit.cli;

import static dev.rmx.PublishedForm.RMX;
import static dev.rmx.PublishedForm.SPF;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rmx.RmxVerdict;
import dev.rmx.receive.Disposition;
import dev.rmx.receive.EnvelopeSender;
import dev.rmx.receive.ReceiverPolicy;
import dev.rmx.receive.Unchecked;
import dev.rmx.record.DomainName;
import dev.rmx.resolver.RmxChecker;
import dev.rmx.testkit.RmxZone;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyFileTest {
    private static final String ZONE = """
            example.org.     IN RMX ipv4:192.0.2.0/24
            partner.example. IN RMX ipv4:192.0.2.0/24
            example.net.     IN RMX ipv4:192.0.2.0/24
            spf.example.     IN TXT "v=spf1 ip4:192.0.2.0/24 ~all"
            """;

    @TempDir
    private Path directory;

    private ReceiverPolicy policy(String text) throws IOException {
        return PolicyFile.read(
                Files.writeString(directory.resolve("policy"), text).toString());
    }

    private static RmxVerdict verdict(ReceiverPolicy policy, String client, String domain) {
        try (RmxChecker checker = RmxChecker.builder(RmxZone.parse(ZONE).resolver())
                .forms(SPF, RMX)
                .policy(policy)
                .build()) {
            return checker.check(client, "joe@" + domain);
        }
    }

    private static Disposition disposition(ReceiverPolicy policy, String client, String domain) {
        return policy.receive(verdict(policy, client, domain), DomainName.parse("mx.example.net"), Instant.EPOCH)
                .disposition();
    }

    private static String outcome(ReceiverPolicy policy, String client, String domain) {
        return policy.receive(verdict(policy, client, domain), DomainName.parse("mx.example.net"), Instant.EPOCH)
                .outcome()
                .orElseThrow()
                .toString();
    }

    @Test
    void the_two_words_are_policies_and_an_empty_file_is_the_transitional_one() throws Exception {
        assertThat(PolicyFile.read("transitional")).isSameAs(ReceiverPolicy.transitional());
        assertThat(PolicyFile.read("enforcing")).isSameAs(ReceiverPolicy.enforcing());
        assertThat(policy("")).hasToString(ReceiverPolicy.transitional().toString());
        assertThat(policy("\uFEFF# nothing\n \t\r\nstart enforcing # firmly"))
                .hasToString(ReceiverPolicy.enforcing().toString());
    }

    @Test
    void every_case_has_its_disposition() throws Exception {
        ReceiverPolicy policy = policy("""
                on Granted accept
                on notinrmx reject
                on spf=softfail quarantine
                on NO-ADDRESS defer
                on unknown reject
                on submitted quarantine
                on local defer
                """);

        assertThat(policy.toString())
                .contains("Granted=ACCEPT,", "NotInRMX=REJECT", "{softfail=QUARANTINE}", "TempFail=QUARANTINE");
        assertThat(disposition(policy, "198.51.100.1", "spf.example")).isEqualTo(Disposition.QUARANTINE);
        assertThat(unchecked(policy, Unchecked.NO_ADDRESS)).isEqualTo(Disposition.DEFER);
        assertThat(unchecked(policy, Unchecked.UNKNOWN)).isEqualTo(Disposition.REJECT);
        assertThat(unchecked(policy, Unchecked.SUBMITTED)).isEqualTo(Disposition.QUARANTINE);
        assertThat(unchecked(policy, Unchecked.LOCAL)).isEqualTo(Disposition.DEFER);
    }

    private static Disposition unchecked(ReceiverPolicy policy, Unchecked reason) {
        return policy.receive(reason, EnvelopeSender.parse("")).disposition();
    }

    @Test
    void relays_are_trusted_on_one_line_or_several() throws Exception {
        ReceiverPolicy policy = policy("trust 192.0.2.0/28 2001:db8::/48\ntrust 203.0.113.7\n");

        assertThat(policy.trustedRelays().toString()).contains("192.0.2.0/28", "2001:db8::/48", "203.0.113.7");
        assertThat(outcome(policy, "203.0.113.7", "example.org")).isEqualTo("Trusted");
    }

    @Test
    void domains_and_forwarders_have_their_own() throws Exception {
        ReceiverPolicy policy = policy("""
                start enforcing
                exempt partner.example 203.0.113.0/24
                for example.net start transitional
                for example.net on NotInRMX quarantine
                for 203.0.114.0/24 on NotInRMX accept
                """);

        assertThat(disposition(policy, "198.51.100.1", "example.org")).isEqualTo(Disposition.REJECT);
        assertThat(disposition(policy, "198.51.100.1", "partner.example")).isEqualTo(Disposition.ACCEPT_AND_MARK);
        assertThat(disposition(policy, "203.0.113.1", "example.org")).isEqualTo(Disposition.ACCEPT_AND_MARK);
        assertThat(disposition(policy, "198.51.100.1", "example.net")).isEqualTo(Disposition.QUARANTINE);
        assertThat(disposition(policy, "203.0.114.1", "example.org")).isEqualTo(Disposition.ACCEPT);
    }

    @Test
    void what_holds_for_one_begins_with_what_holds_for_all() throws Exception {
        ReceiverPolicy policy = policy("pass at-most 0\nfor example.org on Denied reject\n");

        assertThat(outcome(policy, "192.0.2.1", "example.org")).isEqualTo("NoRMX");
        assertThatThrownBy(() -> policy("for example.org on Denied reject\npass at-most 0\n"))
                .hasMessageContaining("line 2: write on and pass for all senders before what is for one,"
                        + " which begins on line 1");
        assertThat(outcome(policy("exempt a.example\npass at-most 0\n"), "192.0.2.1", "example.org"))
                .isEqualTo("NoRMX");
    }

    @Test
    void a_prefix_that_another_hides_is_refused() throws Exception {
        assertThatThrownBy(() -> policy("exempt 203.0.113.0/24\nfor 203.0.113.9 start enforcing\n"))
                .hasMessageContaining("line 2: 203.0.113.0/24, of line 1, holds 203.0.113.9");
        ReceiverPolicy policy = policy("for 203.0.113.9 start enforcing\nexempt 203.0.113.0/24\n");
        assertThat(disposition(policy, "203.0.113.9", "example.org")).isEqualTo(Disposition.REJECT);
        assertThat(disposition(policy, "203.0.113.8", "example.org")).isEqualTo(Disposition.ACCEPT_AND_MARK);
    }

    @Test
    void a_pass_has_limits_of_all_and_of_one_domain() throws Exception {
        assertThat(outcome(policy(""), "192.0.2.1", "example.org")).isEqualTo("Granted");
        assertThat(outcome(policy("pass at-most 255"), "192.0.2.1", "example.org"))
                .isEqualTo("NoRMX");
        assertThat(outcome(policy("pass at-most 256"), "192.0.2.1", "example.org"))
                .isEqualTo("Granted");
        assertThat(outcome(policy("pass only-authenticated"), "192.0.2.1", "example.org"))
                .isEqualTo("NoRMX");
        ReceiverPolicy one = policy("for example.net pass at-most 1");
        assertThat(outcome(one, "192.0.2.1", "example.net")).isEqualTo("NoRMX");
        assertThat(outcome(one, "192.0.2.1", "example.org")).isEqualTo("Granted");
    }

    @ParameterizedTest
    @CsvSource({"90s, PT90S", "30m, PT30M", "12h, PT12H", "7d, P7D"})
    void the_time_in_quarantine_has_a_unit(String time, Duration duration) throws Exception {
        assertThat(policy("quarantine-time " + time).quarantineTime()).isEqualTo(duration);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            begin enforcing                 | 'begin' is not a directive; write start, trust, on
            start                           | write start transitional
            start gently                    | 'gently' is not where a policy can start; write transitional
            trust                           | write trust with addresses or prefixes
            trust 192.0.2.0/33              | '192.0.2.0/33': a prefix length
            trust mx.example.net            | 'mx.example.net': not an IP address
            on fail reject                  | 'fail' is a word of SPF; write spf=fail, or an outcome: Granted, Denied
            on spf=hardfail reject          | 'spf=hardfail' is not a case; write an outcome (Granted
            on NotInRMX                     | write on, a case and a disposition
            on NotInRMX bounce              | 'bounce' is not a disposition; write accept, accept-and-mark
            on no-address accept-and-mark   | is not possible for no-address
            for a.example on unknown reject | write on unknown reject, without for
            pass                            | write pass only-authenticated, or pass at-most
            pass at-most -1                 | '-1' is not a number of addresses
            pass at-most many               | 'many' is not a number of addresses
            quarantine-time 1w              | '1w' is not a time; write a number and its unit
            quarantine-time 0d              | '0d' is not a time
            quarantine-time d               | 'd' is not a time
            exempt                          | write exempt with domains or addresses
            exempt a..b                     | 'a..b' is not the domain of a sender
            exempt 192.0.2                  | an IPv4 address has four decimal octets
            for example.net                 | write for, a domain or prefix
            for example.net trust 192.0.2.1 | for one domain or forwarder write start, on or pass, not 'trust'
            for example.net start           | write for example.net start transitional
            """)
    void a_wrong_line_is_named_with_what_would_be_right(String line, String problem) {
        assertThatThrownBy(() -> policy("\n# a comment\n" + line + "\n"))
                .isInstanceOfSatisfying(
                        BadInputException.class, e -> assertThat(e.exitCode()).isEqualTo(65))
                .hasMessageStartingWith(directory.resolve("policy") + ": line 3: ")
                .hasMessageContaining(problem);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            on NotInRMX reject | on notinrmx defer | line 2 says it already: NotInRMX;
            on unknown reject | on UNKNOWN reject | line 2 says it already: unknown;
            quarantine-time 1d | quarantine-time 1d | line 2 says it already: quarantine-time
            pass at-most 1 | pass at-most 2 | line 2 says it already: pass at-most
            pass only-authenticated | pass only-authenticated | line 2 says it already: pass only-
            trust 192.0.2.1 | trust 192.0.2.2 ::ffff:192.0.2.1 | line 2 says it already: trust 192.0.2.1
            start enforcing | start enforcing | line 2 says it already: start
            exempt b.example a.example | exempt A.EXAMPLE | line 2 says it already: for a.example
            for 192.0.2.1 pass at-most 1 | for 192.0.2.1/32 pass at-most 2 | line 2 says it already: for 192.0.2.1
            for a.example on Denied reject | for a.example on denied accept | line 2 says it already: for a.example
            trust 192.0.2.1 | start enforcing | write start before all other directives
            for a.example on Denied reject | for a.example start enforcing | example, which begins on line 2
            """)
    void nothing_is_said_twice_and_the_start_comes_first(String first, String again, String problem) {
        assertThatThrownBy(() -> policy("# a comment\n" + first + "\n\n" + again + "\n"))
                .hasMessageContaining(": line 4: ")
                .hasMessageContaining(problem);
    }

    @Test
    void a_file_that_is_no_text_or_is_not_there_is_refused() throws Exception {
        Path latin1 =
                Files.write(directory.resolve("l"), "exempt b\u00fccher.example".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> PolicyFile.read(latin1.toString()))
                .hasMessageEndingWith("line 1: the line is not UTF-8");
        for (String name :
                new String[] {directory.toString(), directory.resolve("none").toString(), "\0"}) {
            assertThatThrownBy(() -> PolicyFile.read(name))
                    .isInstanceOfSatisfying(
                            BadInputException.class,
                            e -> assertThat(e.exitCode()).isEqualTo(66))
                    .hasMessageStartingWith("cannot read ");
        }
    }
}
