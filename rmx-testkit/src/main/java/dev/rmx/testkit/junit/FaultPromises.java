package dev.rmx.testkit.junit;

import static dev.rmx.testkit.junit.Reply.check;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsAnswer.Failed.Kind;
import dev.rmx.dns.RecordType;
import dev.rmx.testkit.DnsFault;
import dev.rmx.testkit.DnsFaultRule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** How a resolver must read each fault of a server, for a question of each type ([LOOK-2]). */
final class FaultPromises {
    private final Tried tried;
    private final Duration shortTimeout;

    FaultPromises(Tried tried, Duration shortTimeout) {
        this.tried = tried;
        this.shortTimeout = shortTimeout;
    }

    /** Asks all questions at once, so that the test waits for the time-out only once. */
    Stream<DynamicTest> eachFaultIsToldFromAbsence() {
        for (DnsFault.Plain fault : DnsFault.Plain.values()) {
            DnsFaultRule rule = DnsFaultRule.of(fault);
            for (RecordType type : RecordType.values()) {
                tried.server().fault(rule.at(nameAsked(fault, type)).type(type));
            }
        }
        // a resolver may also ask for the other name of the loop
        tried.server().fault(DnsFaultRule.of(DnsFault.Plain.CNAME_LOOP).at("other.invalid"));
        Tried hasty = tried.again(shortTimeout);
        List<DynamicTest> tests = new ArrayList<>();
        for (DnsFault.Plain fault : DnsFault.Plain.values()) {
            for (RecordType type : RecordType.values()) {
                Tried.Asked asked = (isSilence(fault) ? hasty : tried)
                        .start(fault.name() + " to ", ContractZone.faulty(fault), type);
                tests.add(DynamicTest.dynamicTest(fault + " " + type, () -> checkReading(fault, type, asked.reply())));
            }
        }
        return tests.stream().onClose(hasty::close);
    }

    private static String nameAsked(DnsFault.Plain fault, RecordType type) {
        return ContractZone.question(ContractZone.faulty(fault), type).name().toString();
    }

    /**
     * Whether the server sends nothing that a resolver must take for a response, so that it may wait for its time-out.
     * With a short time-out this loses no right answer: for these faults either none comes, or failing is allowed too.
     */
    private static boolean isSilence(DnsFault.Plain fault) {
        return switch (fault) {
            case NO_ANSWER, ECHO, TCP_SILENT, WRONG_ID, WRONG_SOURCE, WRONG_QUESTION, GARBAGE, OVERSIZED -> true;
            default -> false;
        };
    }

    private static void checkReading(DnsFault.Plain fault, RecordType type, Reply reply) {
        Set<DnsFault.Reading> readings = fault.readings(type);
        if (reply.answer() instanceof DnsAnswer.Failed && readings.contains(DnsFault.Reading.FAILED)) {
            reply.failed(kinds(fault));
        } else if (readings.contains(DnsFault.Reading.RIGHT)) {
            reply.found(ContractZone.data(type));
        } else if (readings.contains(DnsFault.Reading.ABSENT)) {
            reply.absent();
        } else {
            reply.failed(kinds(fault));
        }
    }

    /**
     * The failure kinds allowed. There are several where [LOOK-5] leaves open whether the resolver saw a response at
     * all.
     */
    private static Set<Kind> kinds(DnsFault.Plain fault) {
        return switch (fault) {
            case SERVFAIL -> EnumSet.of(Kind.SERVFAIL);
            case REFUSED -> EnumSet.of(Kind.REFUSED);
            case NO_ANSWER, TCP_SILENT, WRONG_SOURCE -> EnumSet.of(Kind.TIMEOUT);
            case TCP_CLOSED -> EnumSet.of(Kind.UNREACHABLE);
            case ECHO, WRONG_ID, WRONG_QUESTION, GARBAGE, OVERSIZED -> EnumSet.of(Kind.TIMEOUT, Kind.UNUSABLE_RESPONSE);
            default -> EnumSet.of(Kind.UNUSABLE_RESPONSE);
        };
    }

    void aResponseCutShortIsAFailure() throws InterruptedException {
        List<Tried.Asked> open = new ArrayList<>();
        try (Tried hasty = tried.again(shortTimeout)) {
            for (int length = 0; length < ContractZone.SHORTEST_RESPONSE; length++) {
                String name = "n" + length + ".example";
                tried.server()
                        .fault(DnsFaultRule.of(new DnsFault.CutShort(length)).at(name));
                open.add(hasty.start("a response cut to " + length + " octets to ", name, RecordType.A));
            }
            for (Tried.Asked asked : open) {
                asked.reply().failed(EnumSet.of(Kind.TIMEOUT, Kind.UNUSABLE_RESPONSE));
            }
        }
    }

    /**
     * The response comes after the question has failed. The next question has the same short time-out, so it is asked
     * again if the machine is too slow.
     */
    void aLateResponseIsAFailureAndDoesNoHarm() throws InterruptedException {
        try (Tried hasty = tried.again(shortTimeout)) {
            tried.server().hold();
            hasty.start("a late response to ", "n2.example", RecordType.A)
                    .reply()
                    .failed(EnumSet.of(Kind.TIMEOUT));
            tried.server().release();

            long giveUp = System.nanoTime() + tried.patience().toNanos();
            Reply next = hasty.ask("n3.example", RecordType.A);
            while (next.answer() instanceof DnsAnswer.Failed && System.nanoTime() < giveUp) {
                next.failed(EnumSet.of(Kind.TIMEOUT));
                next = hasty.ask("n3.example", RecordType.A);
            }
            next.found(ContractZone.numbered(3));
        }
    }

    void aServerThatIsBackIsNoticed() throws InterruptedException {
        tried.server().fault(DnsFaultRule.of(DnsFault.Plain.SERVFAIL).at("a.example"));
        Reply first = tried.start("SERVFAIL to ", "a.example", RecordType.A).reply();
        first.failed(EnumSet.of(Kind.SERVFAIL));

        tried.server().clearFaults();

        boolean back = tried.comesAbout(() -> isFoundNow(first.question()));
        check(
                back,
                () -> first.question() + ": must be found within " + tried.patience()
                        + " after the server is back [TEMP-1]");
    }

    private boolean isFoundNow(String question) {
        try {
            Reply reply = tried.start("after " + question + ", right answers to ", "a.example", RecordType.A)
                    .reply();
            if (reply.answer() instanceof DnsAnswer.Failed) {
                return false; // the resolver remembers the failure
            }
            reply.found(ContractZone.data(RecordType.A));
            return true;
        } catch (InterruptedException e) {
            throw new AssertionError(question + ": interrupted", e);
        }
    }
}
