package dev.rmx.testkit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code rmx filter}: it marks a message, or ends with 75 and writes nothing. */
class FilterCommandTest extends CommandRun {
    private static final String FORGED = "Authentication-Results: mx.example.net; spf=pass\n";

    private String zone = "";

    @BeforeEach
    void writeZone() throws IOException {
        zone = write("zone", """
                example.org. IN TXT "v=spf1 ip4:192.0.2.1 -all"
                dead.example. IN TXT "v=spf1 a:down.example -all"
                """);
    }

    private static String message(String client, String sender) {
        return "From joe@a.example Thu Nov  5 06:07:08 2026\n"
                + "Return-Path: <" + sender + ">\n"
                + "Received: from mail.example.org (mail.example.org [" + client + "])\n"
                + "\tby mx.example.net (Postfix) with ESMTP id 4F\n"
                + "\tfor <user@example.net>; Thu,  5 Nov 2026 06:07:08 +0000 (UTC)\n"
                + FORGED
                + "Subject: test\n\nbody\nFrom the start\n";
    }

    private int filter(String message, String... more) {
        String[] words = new String[more.length + 5];
        words[0] = "filter";
        words[1] = "--zone";
        words[2] = zone;
        words[3] = "--host";
        words[4] = "mx.example.net";
        System.arraycopy(more, 0, words, 5, more.length);
        return rmxWithInput(message, words);
    }

    @Test
    void RCVD_1_a_message_gets_the_result_of_its_client_on_top() {
        assertThat(filter(message("192.0.2.1", "joe@example.org"))).isZero();

        assertThat(out)
                .startsWith(
                        "From joe@a.example Thu Nov  5 06:07:08 2026\n"
                                + "Authentication-Results: mx.example.net; spf=pass reason=\"example.org\n authorizes 192.0.2.1")
                .contains("\nReceived-SPF: pass (mx.example.net: ")
                .contains("\nReturn-Path: <joe@example.org>\n")
                .endsWith("\nSubject: test\n\nbody\nFrom the start\n")
                .doesNotContain(FORGED)
                .doesNotContain("\r");
        assertThat(err).isEmpty();
    }

    @Test
    void DISP_5_what_was_received_is_marked_though_the_policy_would_reject_it() {
        assertThat(filter(message("192.0.2.9", "joe@example.org"), "--policy", "enforcing"))
                .isZero();

        assertThat(out)
                .contains("Authentication-Results: mx.example.net; spf=fail")
                .contains("\nReceived-SPF: fail ");
    }

    @Test
    void RCVD_2_the_relays_of_the_policy_are_passed() throws IOException {
        String relayed = "Received: from backup (backup [198.51.100.7])\n\tby mx.example.net (Postfix) with ESMTP id 1;"
                + " Thu,  5 Nov 2026 06:07:08 +0000\n"
                + message("192.0.2.1", "joe@example.org").substring(44);
        String policy = write("policy", "start transitional\ntrust 198.51.100.0/28\n");

        assertThat(filter(relayed)).isZero();
        assertThat(out).doesNotContain("spf=pass reason");
        assertThat(filter(relayed, "--policy", policy)).isZero();
        assertThat(out).contains("spf=pass reason=\"example.org\n authorizes 192.0.2.1");
        assertThat(filter(relayed, "--trust", "198.51.100.7")).isZero();
        assertThat(out).contains("spf=pass reason=\"example.org\n authorizes 192.0.2.1");
    }

    @Test
    void DISP_5_a_message_without_a_client_goes_on_without_fields_and_without_forged_ones() {
        assertThat(filter("Received: odd\n" + FORGED + "Subject: a\n\nb\n")).isZero();

        assertThat(out).isEqualTo("Received: odd\nSubject: a\n\nb\n");
        assertThat(err).startsWith("rmx: not checked: Received, field 1, ");
    }

    @Test
    void DISP_5_the_policy_decides_on_a_message_without_a_client() throws IOException {
        String message = "Received: odd\nSubject: a\n\nb\n";

        assertThat(filter(message, "--policy", "enforcing")).isEqualTo(ExitCode.TEMPERROR);
        assertThat(out).isEmpty();
        assertThat(filter(message, "--policy", write("policy", "on unknown quarantine\n")))
                .isZero();
        assertThat(out).isEqualTo("Authentication-Results: mx.example.net; none\n" + message);
    }

    /** The first line is the mail server's: it says how lines end. */
    @Test
    void RCVD_6_a_line_that_is_no_field_hides_no_client() {
        String message = message("192.0.2.1", "joe@example.org").replace("Subject", "hello\nSubject");

        assertThat(filter(message)).isZero();
        assertThat(out).contains("spf=pass reason=");
    }

    @Test
    void a_message_with_CRLF_keeps_it() {
        assertThat(filter(message("192.0.2.1", "joe@example.org").replace("\n", "\r\n")))
                .isZero();

        assertThat(out.replace("\r\n", "")).doesNotContain("\n").doesNotContain("\r");
    }

    @Test
    void octets_that_are_not_UTF_8_are_kept() {
        byte[] message = {'S', ':', (byte) 0xff, '\n', '\n', 0, (byte) 0x80};

        assertThat(rmxWithInput(message, "filter", "--zone", zone, "--host", "mx.example.net"))
                .isZero();

        assertThat(octets).isEqualTo(message);
    }

    @Test
    void TEMP_3_a_deferred_message_is_not_written() {
        String message = message("192.0.2.1", "joe@dead.example");

        assertThat(filter(message, "--fail", "down.example", "--policy", "enforcing"))
                .isEqualTo(ExitCode.TEMPERROR);
        assertThat(out).isEmpty();
        assertThat(err).startsWith("rmx: deferred: down.example A: ");
        assertThat(filter(message, "--fail", "down.example")).isZero();
        assertThat(out).contains("spf=temperror");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--no-such-option", "--host=localhost", "--trust=x", "--policy=/nonexistent", "--forms=x"})
    void nothing_is_written_and_the_caller_tries_again_whatever_is_wrong(String wrong) {
        assertThat(filter(message("192.0.2.1", "joe@example.org"), wrong)).isEqualTo(ExitCode.TEMPERROR);
        assertThat(out).isEmpty();
        assertThat(err).isNotEmpty();
    }

    @Test
    void a_zone_that_cannot_be_read_is_a_temporary_failure_too() {
        zone = Path.of("nonexistent").toString();

        assertThat(filter(message("192.0.2.1", "joe@example.org"))).isEqualTo(ExitCode.TEMPERROR);
        assertThat(out).isEmpty();
    }
}
