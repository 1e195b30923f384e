package dev.rmx.quarantine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.RmxQuery;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LeasesTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final RmxQuery QUERY =
            new RmxQuery(IpAddress.parse("192.0.2.1"), Optional.of(DomainName.parse("a.example")), Optional.of("joe"));

    private final InMemoryQuarantineStore store = new InMemoryQuarantineStore(10);

    /** A message that the store has leased to us. */
    private HeldMessage claimed() throws QuarantineException {
        store.add(QUERY, MessageReference.of("m"), QuarantineFixture.OPERATORS, Duration.ZERO);
        return store.claim(2).messages().get(0);
    }

    private static long ago(Duration time) {
        return System.nanoTime() - time.toNanos();
    }

    @Test
    void TEMP_3_a_message_is_ours_until_its_lease_expires() throws Exception {
        Leases leases = new Leases(HOUR);
        HeldMessage message = claimed();

        assertThat(leases.isOurs(message.id())).isFalse();
        assertThat(leases.take(message, ago(HOUR.minusMinutes(1)))).isTrue();
        assertThat(leases.isOurs(message.id())).isTrue();
        assertThat(leases.take(message, ago(HOUR))).as("it was in flight").isFalse();
        assertThat(leases.isOurs(message.id())).isFalse();
        assertThat(leases.size()).isEqualTo(1);
    }

    @Test
    void TEMP_3_a_lease_is_renewed_after_a_third_and_dropped_if_lost() throws Exception {
        Leases leases = new Leases(HOUR);
        HeldMessage held = claimed();
        HeldMessage lost = claimed();
        HeldMessage fresh = claimed();
        leases.take(held, ago(HOUR));
        leases.take(lost, ago(HOUR.dividedBy(2)));
        leases.take(fresh, ago(HOUR.dividedBy(4)));
        store.remove(lost.id());
        store.remove(fresh.id()); // it needs no renewal yet

        leases.renew(store);

        assertThat(leases.isOurs(held.id())).isTrue();
        assertThat(leases.isOurs(lost.id())).isFalse();
        assertThat(leases.isOurs(fresh.id())).isTrue();
        assertThat(leases.size()).as("what is done with it goes on").isEqualTo(3);
    }

    @Test
    void messages_whose_handlers_have_started_are_not_withdrawn() throws Exception {
        Leases leases = new Leases(HOUR);
        HeldMessage begun = claimed();
        HeldMessage waiting = claimed();
        for (HeldMessage message : List.of(begun, waiting)) {
            leases.take(message, System.nanoTime());
        }

        assertThat(leases.withdraw(id -> id == begun.id())).containsExactly(waiting);

        assertThat(leases.isOurs(begun.id())).isTrue();
        assertThat(leases.isOurs(waiting.id())).isFalse();
        assertThat(leases.size()).isEqualTo(1);
    }
}
