package dev.rmx.receive;

import static dev.rmx.receive.ReceiverPolicyTest.receive;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.RmxOutcome;
import dev.rmx.RmxResult;
import dev.rmx.RmxVerdict;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who gets an automatic reply (RFC 3834): only a sender that passed, and no list or machine. */
class AutomaticReplyTest {
    @Test
    void RFC_3834_only_a_sender_that_passed_gets_an_automatic_reply() {
        ReceiverPolicy policy = ReceiverPolicy.transitional();
        for (RmxOutcome outcome : RmxOutcome.values()) {
            assertThat(receive(policy, Verdicts.of(outcome)).allowsAutomaticReply(List.of()))
                    .isEqualTo(outcome == RmxOutcome.GRANTED);
        }
        for (Unchecked reason : Unchecked.values()) {
            EnvelopeSender sender = EnvelopeSender.parse(Verdicts.SENDER);
            assertThat(policy.receive(reason, sender).allowsAutomaticReply(List.of()))
                    .isEqualTo(reason == Unchecked.SUBMITTED);
            assertThat(policy.receive(reason, EnvelopeSender.parse("<>").withHelo("mail.example.org"))
                            .allowsAutomaticReply(List.of()))
                    .isFalse();
        }
        RmxVerdict helo = Verdicts.check("<>", "mail.example.org", Verdicts.found("ipv4:192.0.2.1", false));
        assertThat(helo.result()).isEqualTo(RmxResult.PASS);
        assertThat(receive(policy, helo).allowsAutomaticReply(List.of())).isFalse();
        assertThat(receive(policy.passingOnlyAuthenticated(), Verdicts.of(RmxOutcome.GRANTED))
                        .allowsAutomaticReply(List.of()))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Subject | hello | true",
                "Auto-Submitted | no | true",
                "auto-submitted | (a person) NO; x=y | true",
                "Auto-Submitted | auto-replied | false",
                "Auto-Submitted | auto-generated; owner-email=x | false",
                "Auto-Submitted | (no) auto-notified | false",
                "Auto-Submitted | no-one | false",
                "Auto-Submitted | \"no\" | false",
                "List-Id | <list.example> | false",
                "LIST-UNSUBSCRIBE | <mailto:x@y.example> | false",
                "Precedence | bulk | false",
                "precedence | List | false",
                "Precedence | junk (really) | false",
                "Precedence | \"bulk\" | false",
                "Precedence | first-class, bulk | false",
                "Auto-Submitted | no, auto-replied | false",
                "Precedence | first-class | true",
                "Listing | x | true",
            })
    void RFC_3834_no_automatic_reply_goes_to_a_list_or_an_automatic_message(
            String name, String value, boolean allowed) {
        Reception passed = receive(ReceiverPolicy.transitional(), Verdicts.of(RmxOutcome.GRANTED));

        assertThat(passed.allowsAutomaticReply(List.of(new HeaderField("To", "x"), new HeaderField(name, value))))
                .isEqualTo(allowed);
    }

    @Test
    void RFC_3834_a_field_too_long_to_read_gets_no_automatic_reply() {
        Reception passed = receive(ReceiverPolicy.transitional(), Verdicts.of(RmxOutcome.GRANTED));
        String comments = "(x)".repeat(100_000);

        assertThat(passed.allowsAutomaticReply(List.of(new HeaderField("Auto-Submitted", comments + "no"))))
                .isFalse();
    }
}
