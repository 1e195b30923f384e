package dev.rmx.testkit.junit;

import static dev.rmx.testkit.junit.HeldMessages.LONGEST;
import static dev.rmx.testkit.junit.HeldMessages.PASS;
import static dev.rmx.testkit.junit.HeldMessages.QUERY;
import static dev.rmx.testkit.junit.HeldMessages.QUESTION;
import static dev.rmx.testkit.junit.HeldMessages.REFERENCE;
import static dev.rmx.testkit.junit.HeldMessages.find;
import static dev.rmx.testkit.junit.HeldMessages.hours;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rmx.PublishedForm;
import dev.rmx.RmxOutcome;
import dev.rmx.RmxQuery;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.quarantine.Decision;
import dev.rmx.quarantine.HeldMessage;
import dev.rmx.quarantine.MessageReference;
import dev.rmx.quarantine.QuarantineStore;
import dev.rmx.quarantine.QuarantineStore.Wait;
import dev.rmx.receive.Finding;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import dev.rmx.spf.SpfResult;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** Messages and decisions with extreme values: the longest, the shortest, and odd characters. */
final class OddMessages {
    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "\0",
            "nul \0 amid",
            "O'Brien \"quoted\" \\ %_ $$ ? :x {y} -- ; /*",
            "\\u0041 \\\\ \\u \\",
            "J\u00f6rg \u2603 \ud83d\udce8",
            "lone \ud800 and \udfff",
            "\udce8\ud83d",
            "\uffff\ufffe\u007f\u0080\r\n\t\b",
            "x".repeat(10_000));

    private OddMessages() {}

    static Stream<DynamicTest> tests(Supplier<QuarantineStore> store, LeaseRules.PassTime passTime) {
        List<DynamicTest> tests = new ArrayList<>();
        for (RmxQuery query : queries()) {
            tests.add(DynamicTest.dynamicTest(
                    "query " + number(tests), () -> keeps(store.get(), query, REFERENCE, QUESTION)));
        }
        for (byte[] octets : references()) {
            tests.add(DynamicTest.dynamicTest(
                    "reference " + number(tests),
                    () -> keeps(store.get(), QUERY, MessageReference.of(octets), QUESTION)));
        }
        for (DnsQuestion question : questions()) {
            tests.add(DynamicTest.dynamicTest(
                    "question " + number(tests), () -> keeps(store.get(), QUERY, REFERENCE, question)));
        }
        for (Decision decision : decisions()) {
            tests.add(DynamicTest.dynamicTest("decision " + number(tests), () -> keeps(store.get(), decision)));
        }
        tests.add(DynamicTest.dynamicTest("microseconds", () -> keepsMicroseconds(store.get(), passTime)));
        return tests.stream();
    }

    private static int number(List<DynamicTest> tests) {
        return tests.size() + 1;
    }

    private static List<RmxQuery> queries() {
        List<RmxQuery> queries = new ArrayList<>();
        for (String text : TEXTS) {
            queries.add(new RmxQuery(IpAddress.parse("192.0.2.1"), QUERY.subject(), Optional.of(text)));
            queries.add(QUERY.withHelo(text).withHost(text));
        }
        for (String client : List.of("0.0.0.0", "255.255.255.255", "::", "2001:db8::1", "::1:2:3:4:5:6:7")) {
            queries.add(new RmxQuery(IpAddress.parse(client), QUERY.subject(), Optional.empty()));
        }
        queries.add(QUERY.withTime(Instant.parse("2026-11-05T06:07:08.123456789Z")));
        queries.add(QUERY.withTime(Instant.MAX));
        String label = "l".repeat(63);
        String longest = String.join(".", label, label, label, "l".repeat(61));
        for (String subject : List.of("a.b", "_spf.xn--a-0.example", "1.2.3.x", longest)) {
            queries.add(new RmxQuery(IpAddress.parse("::1"), Optional.of(DomainName.parse(subject)), Optional.empty()));
        }
        return queries;
    }

    /** Every type, the longest name, and a name of 250 octets that all need escapes. */
    private static List<DnsQuestion> questions() {
        List<DnsQuestion> questions = new ArrayList<>();
        String label = "l".repeat(63);
        String longest = String.join(".", label, label, label, "l".repeat(61));
        for (RecordType type : RecordType.values()) {
            questions.add(new DnsQuestion(DomainName.parse(longest), type));
        }
        byte[] wire = new byte[DomainName.MAX_OCTETS];
        for (int i = 0; i < wire.length; i++) {
            wire[i] = (byte) (i == 254 ? 0 : i == 192 ? 61 : i % 64 == 0 ? 63 : 128 + i);
        }
        for (byte[] name : List.of(wire, new byte[] {3, 'a', '.', 'b', 2, 0, ' ', 0}, new byte[1])) {
            questions.add(new DnsQuestion(DomainName.fromWire(name), RecordType.A));
        }
        return questions;
    }

    private static List<byte[]> references() {
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        byte[] most = new byte[MessageReference.MOST_OCTETS];
        new Random(1).nextBytes(most);
        return List.of(new byte[0], new byte[1], all, most);
    }

    private static List<Decision> decisions() {
        List<Decision> decisions = new ArrayList<>();
        for (RmxOutcome outcome : RmxOutcome.values()) {
            for (Decision.Source source : Decision.Source.values()) {
                decisions.add(new Decision(Finding.of(outcome, outcome + " by " + source), source));
            }
        }
        for (String text : TEXTS) {
            decisions.add(HeldMessages.decision(RmxOutcome.DENIED, Optional.of(text), text, Decision.Source.OPERATOR));
            Finding finding = new Finding(
                    RmxOutcome.DENIED,
                    List.of(PublishedForm.SPF),
                    Optional.of(SpfResult.FAIL),
                    Optional.of(text),
                    text,
                    Optional.of(text),
                    true,
                    BigInteger.ZERO);
            decisions.add(new Decision(finding, Decision.Source.DNS));
        }
        BigInteger addresses = BigInteger.ONE;
        for (SpfResult word : SpfResult.values()) {
            Finding finding = new Finding(
                    RmxOutcome.NO_RMX,
                    List.of(PublishedForm.values()),
                    Optional.of(word),
                    Optional.empty(),
                    "SPF says " + word,
                    Optional.empty(),
                    false,
                    addresses);
            decisions.add(new Decision(finding, Decision.Source.DNS));
            addresses = addresses.shiftLeft(64);
        }
        return decisions;
    }

    private static void keeps(QuarantineStore store, RmxQuery query, MessageReference reference, DnsQuestion question)
            throws Exception {
        long id = store.add(query, reference, new Wait(question, Duration.ZERO), LONGEST);
        long decided = store.add(query, reference, PASS, hours(1));

        HeldMessage added = find(store, id);
        assertEquals(
                List.of(id, query, reference, Optional.of(question), 0, Optional.empty()),
                List.of(
                        added.id(),
                        added.query(),
                        added.reference(),
                        added.waitsFor(),
                        added.attempts(),
                        added.decision()),
                "find of what was added: id, query, reference, what it waits for, attempts, decision");
        assertEquals(List.of(added), store.list(id - 1, 1), "list of what was added");
        assertEquals(List.of(added), store.claim(question, 10).messages(), "claim of what was added");
        HeldMessage other = find(store, decided);
        assertEquals(
                List.of(query, reference),
                List.of(other.query(), other.reference()),
                "find of what was added with a decision: query, reference");
        assertTrue(store.remove(id), "remove");
        assertTrue(store.remove(decided), "remove");
    }

    private static void keeps(QuarantineStore store, Decision decision) throws Exception {
        long decided = HeldMessages.addLeased(store);
        long released = HeldMessages.add(store);
        long added = store.add(QUERY, REFERENCE, decision, Duration.ZERO);

        assertEquals(Map.of(decided, decision), store.decide(Map.of(decided, decision)), "decide");
        assertTrue(store.release(released, decision), "release");

        List<HeldMessage> claimed = store.claim(10).messages();
        Ids.assertSame("claim of what is decided", List.of(released, added), HeldMessages.ids(claimed));
        for (HeldMessage message : claimed) {
            assertEquals(Optional.of(decision), message.decision(), "claim: the decision");
        }
        for (long id : List.of(decided, released, added)) {
            assertEquals(Optional.of(decision), find(store, id).decision(), "find: the decision");
            assertTrue(store.remove(id), "remove");
        }
    }

    /** Times with nanoseconds, which a store may round to microseconds. */
    private static void keepsMicroseconds(QuarantineStore store, LeaseRules.PassTime passTime) throws Exception {
        Duration odd = Duration.ofHours(1).plusNanos(123_456_789);
        passTime.by(odd);
        Instant before = HeldMessages.now(store);
        long id = store.add(QUERY, REFERENCE, PASS, odd);
        HeldMessages.assertAfter(
                "due, after add for " + odd,
                before,
                HeldMessages.now(store),
                odd,
                find(store, id).due());
        passTime.by(odd.plusNanos(1_000));
        assertTrue(HeldMessages.claim(store).contains(id), "claim of what is due, however it is rounded");
        assertTrue(store.remove(id), "remove");
    }
}
