package dev.rmx.quarantine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.quarantine.QuarantineStore.Wait;
import dev.rmx.record.DomainName;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class QuarantineTurnTest {
    private static final DnsQuestion QUESTION = new DnsQuestion(DomainName.parse("a.example"), RecordType.RMX);
    private static final Map<Long, Decision> DECISIONS = Map.of(3L, QuarantineFixture.OPERATORS);
    private static final Map<Long, Wait> WAITS = Map.of(4L, new Wait(QUESTION, Duration.ZERO));

    private static QuarantineTurn turn(Map<Long, Duration> retries) {
        return new QuarantineTurn(List.of(1L, 1L), retries, DECISIONS, WAITS, 5, Map.of(QUESTION, 6));
    }

    @Test
    void a_message_ends_in_one_way() {
        assertThat(turn(Map.of(2L, Duration.ZERO)).ids()).isEqualTo(Set.of(1L, 2L, 3L, 4L));
        for (long id : List.of(1L, 3L, 4L)) {
            assertThatThrownBy(() -> turn(Map.of(id, Duration.ZERO))).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void the_parts_make_up_the_turn() {
        assertThat(turn(Map.of(2L, Duration.ZERO)).parts())
                .containsExactly(
                        QuarantineTurn.done(List.of(1L)),
                        QuarantineTurn.retry(Map.of(2L, Duration.ZERO)),
                        QuarantineTurn.decide(DECISIONS),
                        QuarantineTurn.await(WAITS),
                        QuarantineTurn.claim(5),
                        QuarantineTurn.claim(Map.of(QUESTION, 6)))
                .noneMatch(QuarantineTurn::isEmpty);
        assertThat(QuarantineTurn.NOTHING.parts()).isEmpty();
        assertThat(QuarantineTurn.NOTHING.isEmpty()).isTrue();
    }

    /** A sender can choose such names. A hash table without trees would compare each with all others, for minutes. */
    @Test
    void LIM_4_names_with_equal_hash_codes_cost_no_more_than_others() {
        Map<DnsQuestion, Integer> most = new LinkedHashMap<>();
        for (int i = 0; i < 1 << 17; i++) {
            StringBuilder name = new StringBuilder();
            for (int bit = 0; bit < 17; bit++) {
                name.append((i >> bit & 1) == 0 ? "a@" : "b!").append(bit == 8 ? "." : "");
            }
            most.put(new DnsQuestion(DomainName.parse(name.toString()), RecordType.RMX), i);
        }
        assertThat(most.keySet())
                .extracting(DnsQuestion::hashCode)
                .containsOnly(most.keySet().iterator().next().hashCode());

        assertThat(QuarantineTurn.claim(most).mostOf().values())
                .as("in order")
                .startsWith(0, 1, 2)
                .hasSize(1 << 17);
    }
}
