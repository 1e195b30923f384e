package dev.rmx.quarantine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.RmxQuery;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.receive.EnvelopeSender;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RecoveringQuestionsTest {
    private static final DnsQuestion A = question("a.example");
    private static final DnsQuestion B = question("b.example");
    private static final DnsQuestion C = question("c.example");
    private static final RmxQuery QUERY = EnvelopeSender.parse("joe@a.example").from(IpAddress.parse("192.0.2.1"));

    private final RecoveringQuestions questions = new RecoveringQuestions();

    RecoveringQuestionsTest() {
        questions.learn(new CheckedBatch(Map.of(), Map.of(), new LinkedHashSet<>(List.of(A, B, C))));
    }

    private static DnsQuestion question(String name) {
        return new DnsQuestion(DomainName.parse(name), RecordType.RMX);
    }

    private static HeldMessage message(DnsQuestion question) {
        return new HeldMessage(
                1,
                QUERY,
                MessageReference.of("m"),
                Instant.EPOCH,
                Instant.MAX,
                Optional.of(question),
                Instant.EPOCH,
                0,
                Optional.empty());
    }

    @Test
    void the_room_is_divided() {
        assertThat(questions.shares(0)).isEmpty();
        assertThat(questions.shares(2)).containsExactly(Map.entry(A, 1), Map.entry(B, 1));
        assertThat(questions.shares(7).values()).containsExactlyInAnyOrder(3, 2, 2);
    }

    /** Otherwise a question waits until no message waits for those before it. */
    @Test
    void questions_for_which_there_is_no_room_are_next() {
        questions.claimed(questions.shares(2), List.of(message(A), message(B)));

        assertThat(questions.shares(2)).containsExactly(Map.entry(C, 1), Map.entry(A, 1));
    }

    @Test
    void a_question_with_fewer_messages_than_its_share_is_done() {
        questions.claimed(Map.of(A, 2, B, 1), List.of(message(A), message(B)));

        assertThat(questions.shares(3)).containsOnlyKeys(B, C);
    }
}
