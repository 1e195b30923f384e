package dev.rmx.testkit.junit;

import static dev.rmx.testkit.junit.Reply.check;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.RecordType;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** How long an answer is valid, and that it is asked for again afterwards. */
final class TimePromises {
    /** RFC 2308: the lower of the SOA record's TTL and its MINIMUM field. */
    private static final Duration NEGATIVE = Duration.ofMinutes(5);

    private static final Duration BRIEF_NEGATIVE = Duration.ofMinutes(2);

    private final Tried tried;

    TimePromises(Tried tried) {
        this.tried = tried;
    }

    Stream<DynamicTest> answersHoldForTheirTimeToLive() {
        Stream<DynamicTest> found =
                Stream.of(RecordType.values()).map(type -> validFor("a.example", type, ContractZone.timeToLive(type)));
        Stream<DynamicTest> others = Stream.of(
                validFor("bad.example", RecordType.RMX, Duration.ofSeconds(700)),
                validFor("bad.example", RecordType.RMX_TXT, Duration.ofSeconds(800)),
                validFor("missing.example", RecordType.AAAA, NEGATIVE),
                validFor("nothing.example", RecordType.MX, NEGATIVE),
                validFor("missing.brief.example", RecordType.RMX, BRIEF_NEGATIVE));
        return Stream.concat(found, others);
    }

    /** The lowest TTL of an alias and its target, and of records that differ, counts. */
    Stream<DynamicTest> theLowestTimeToLiveCounts() {
        return Stream.of(
                validFor("low.example", RecordType.A, Duration.ofMinutes(1)),
                validFor("high.example", RecordType.A, Duration.ofSeconds(30)),
                validFor("dangling.example", RecordType.PTR, Duration.ofSeconds(50)),
                validFor("uneven.example", RecordType.A, Duration.ofSeconds(200)));
    }

    private DynamicTest validFor(String name, RecordType type, Duration timeToLive) {
        return DynamicTest.dynamicTest(name + " " + type, () -> {
            Reply reply = tried.ask(name, type);
            check(
                    reply.answer() instanceof DnsAnswer.Known,
                    () -> reply.question() + ": must be answered, was " + reply.answer());
            reply.validFor(timeToLive);
        });
    }

    /** An answer with a TTL of 0 is not used for the next question (RFC 1035 §3.2.1). */
    void whatHasRunOutIsAskedAgain() throws InterruptedException {
        tried.server().serve(ContractZone.BEFORE);
        ask("", "a", "192.0.2.1");
        ask("", "gone", "192.0.2.1");
        ask("", "alias", "192.0.2.1");
        reply("", "new").absent();
        ask("", "slow", "192.0.2.1");

        tried.server().serve(ContractZone.AFTER);

        ask("data with a TTL of 0 changed before ", "a", "192.0.2.2");
        reply("data with a TTL of 0 were removed before ", "gone").absent();
        ask("an alias with a TTL of 0 changed before ", "alias", "192.0.2.2");
        ask("data whose absence had a TTL of 0 were added before ", "new", "192.0.2.2");
        boolean changed = tried.comesAbout(this::slowHasChanged);
        check(
                changed,
                () -> "an A question about slow.changing.example: data with a TTL of 1 second changed,"
                        + " and were not asked for again within " + tried.patience());
    }

    private Reply reply(String circumstances, String label) throws InterruptedException {
        return tried.start(circumstances, label + ".changing.example", RecordType.A)
                .reply();
    }

    private void ask(String circumstances, String label, String address) throws InterruptedException {
        reply(circumstances, label).found(ContractZone.addresses(address));
    }

    private boolean slowHasChanged() {
        try {
            DnsAnswer answer = reply("", "slow").answer();
            return answer instanceof DnsAnswer.Found found && found.data().equals(ContractZone.addresses("192.0.2.2"));
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }
}
