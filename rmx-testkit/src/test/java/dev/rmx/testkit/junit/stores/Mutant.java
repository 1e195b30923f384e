package dev.rmx.testkit.junit.stores;

import dev.rmx.RmxOutcome;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.quarantine.Decision;
import dev.rmx.quarantine.QuarantineStore;
import dev.rmx.quarantine.QuarantineStore.Wait;
import dev.rmx.receive.Finding;
import dev.rmx.record.DomainName;
import java.time.Duration;
import java.util.function.BiFunction;

/**
 * A store with one fault, which the contract must find.
 *
 * @param fault what the store does wrong
 * @param test the test of the contract that must fail; for a race, a slash and the race's name follow
 * @param words what the failure message must contain: the method, and how many or what
 * @param maker creates a store object on a shelf
 */
record Mutant(String fault, String test, String words, BiFunction<Shelf, Duration, QuarantineStore> maker) {
    static final Decision NO_DECISION = new Decision(Finding.of(RmxOutcome.TEMP_FAIL, "none"), Decision.Source.TIME);

    static final Wait NO_WAIT = new Wait(new DnsQuestion(DomainName.parse("no.example"), RecordType.A), Duration.ZERO);

    @Override
    public String toString() {
        return fault;
    }
}
