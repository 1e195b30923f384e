package dev.rmx.testkit.junit.stores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rmx.RmxQuery;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.quarantine.HeldMessage;
import dev.rmx.quarantine.MessageReference;
import dev.rmx.quarantine.QuarantineException;
import dev.rmx.quarantine.QuarantineStore;
import dev.rmx.quarantine.QuarantineTurn;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The turn of a store that has none of its own, and fails in the middle. */
class PartlyFailingTurnTest {
    private static final DnsQuestion QUESTION = new DnsQuestion(DomainName.parse("a.example"), RecordType.RMX);
    private static final RmxQuery QUERY =
            new RmxQuery(IpAddress.parse("192.0.2.1"), Optional.of(QUESTION.name()), Optional.of("someone"));

    @Test
    void TEMP_4_what_a_failed_turn_has_claimed_is_claimed_again() throws Exception {
        QuarantineStore store = new ShelfStore(new Shelf(), Duration.ofDays(1)) {
            @Override
            public Claimed claim(Map<DnsQuestion, Integer> most) throws QuarantineException {
                throw new QuarantineException("the second claim fails");
            }
        };
        long id = store.add(
                QUERY, MessageReference.of("m"), new QuarantineStore.Wait(QUESTION, Duration.ZERO), Duration.ofDays(4));
        store.retryNow(id);
        QuarantineTurn turn = new QuarantineTurn(List.of(), Map.of(), Map.of(), Map.of(), 1, Map.of(QUESTION, 1));

        assertThatThrownBy(() -> store.turn(turn)).hasMessageContaining("the second claim");
        store.retryNow(id);
        assertThat(store.claim(1).messages()).extracting(HeldMessage::id).containsExactly(id);
    }
}
