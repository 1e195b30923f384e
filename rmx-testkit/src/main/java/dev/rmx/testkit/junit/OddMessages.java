package dev.rmx.testkit.junit;

import static dev.rmx.testkit.junit.HeldMessages.HORIZON;
import static dev.rmx.testkit.junit.HeldMessages.NOW;
import static dev.rmx.testkit.junit.HeldMessages.SUBJECT;
import static dev.rmx.testkit.junit.HeldMessages.UNTIL;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rmx.RmxOutcome;
import dev.rmx.RmxQuery;
import dev.rmx.quarantine.Decision;
import dev.rmx.quarantine.HeldMessage;
import dev.rmx.quarantine.MessageReference;
import dev.rmx.quarantine.QuarantineStore;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
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

/** Messages and decisions of which something is at the end of what it can be. */
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

    static Stream<DynamicTest> tests(Supplier<QuarantineStore> store) {
        List<DynamicTest> tests = new ArrayList<>();
        for (RmxQuery query : queries()) {
            tests.add(DynamicTest.dynamicTest(
                    "query " + number(tests), () -> keeps(store.get(), query, MessageReference.of("queue id"))));
        }
        for (byte[] octets : references()) {
            tests.add(DynamicTest.dynamicTest(
                    "reference " + number(tests),
                    () -> keeps(store.get(), HeldMessages.query(SUBJECT), MessageReference.of(octets))));
        }
        for (Decision decision : decisions()) {
            tests.add(DynamicTest.dynamicTest("decision " + number(tests), () -> keeps(store.get(), decision)));
        }
        tests.add(DynamicTest.dynamicTest("nanoseconds", () -> keepsMicroseconds(store.get())));
        return tests.stream();
    }

    private static int number(List<DynamicTest> tests) {
        return tests.size() + 1;
    }

    private static List<RmxQuery> queries() {
        List<RmxQuery> queries = new ArrayList<>();
        for (String text : TEXTS) {
            queries.add(new RmxQuery(IpAddress.parse("192.0.2.1"), Optional.of(SUBJECT), Optional.of(text)));
        }
        for (String client : List.of("0.0.0.0", "255.255.255.255", "::", "2001:db8::1", "::1:2:3:4:5:6:7")) {
            queries.add(new RmxQuery(IpAddress.parse(client), Optional.of(SUBJECT), Optional.empty()));
        }
        String label = "l".repeat(63);
        String longest = String.join(".", label, label, label, "l".repeat(61));
        for (String subject : List.of("a.b", "_spf.xn--a-0.example", "1.2.3.x", longest)) {
            queries.add(new RmxQuery(IpAddress.parse("::1"), Optional.of(DomainName.parse(subject)), Optional.empty()));
        }
        return queries;
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
                decisions.add(new Decision(outcome, Optional.empty(), outcome + " by " + source, source));
            }
        }
        for (String text : TEXTS) {
            decisions.add(new Decision(RmxOutcome.DENIED, Optional.of(text), text, Decision.Source.OPERATOR));
        }
        return decisions;
    }

    private static void keeps(QuarantineStore store, RmxQuery query, MessageReference reference) throws Exception {
        long id = store.add(query, reference, NOW, UNTIL, NOW);
        HeldMessage added = new HeldMessage(id, query, reference, NOW, UNTIL, NOW, 0, Optional.empty());

        assertEquals(Optional.of(added), store.find(id), "find of what was added");
        assertEquals(List.of(added), store.list(id - 1, 1), "list of what was added");
        assertEquals(List.of(added), store.claim(query.subject().orElseThrow(), 10), "claim of what was added");
        assertTrue(store.remove(id), "remove");
    }

    private static void keeps(QuarantineStore store, Decision decision) throws Exception {
        long decided = HeldMessages.addLeased(store);
        long released = HeldMessages.add(store, NOW);

        assertEquals(Map.of(decided, decision), store.decide(Map.of(decided, decision)), "decide");
        assertTrue(store.release(released, decision, NOW), "release");

        assertEquals(
                Optional.of(decision),
                store.claim(NOW, HORIZON, 1).get(0).decision(),
                "claim: the operator's decision");
        for (long id : List.of(decided, released)) {
            assertEquals(Optional.of(decision), store.find(id).orElseThrow().decision(), "find: the decision");
            assertTrue(store.remove(id), "remove");
        }
    }

    private static void keepsMicroseconds(QuarantineStore store) throws Exception {
        Instant since = NOW.plusNanos(499);
        Instant until = UNTIL.plusNanos(999);
        Instant due = NOW.plusNanos(501);
        long id = store.add(HeldMessages.query(SUBJECT), MessageReference.of("queue id"), since, until, due);

        HeldMessage found = store.find(id).orElseThrow();

        assertNear("since", since, found.since());
        assertNear("until", until, found.until());
        assertNear("due", due, found.due());
        assertEquals(
                List.of(id),
                HeldMessages.ids(store.claim(due, HORIZON, 1)),
                "claim of what is due, however it is rounded");
        assertTrue(store.remove(id), "remove");
    }

    private static void assertNear(String which, Instant expected, Instant actual) {
        assertTrue(
                Duration.between(expected, actual).abs().compareTo(Duration.ofNanos(1_000)) < 0,
                () -> which + ": " + actual + " is a microsecond or more off " + expected);
    }
}
