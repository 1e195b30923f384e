package dev.rmx.testkit.junit;

import static dev.rmx.testkit.junit.Reply.check;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsAnswer.Failed.Kind;
import dev.rmx.dns.RecordType;
import dev.rmx.testkit.DnsFault;
import dev.rmx.testkit.DnsFaultRule;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;

/** Concurrent calls: many questions at once, cancellation, and {@code resolve} that does not block. */
final class CallPromises {
    /** Few enough to fit a server's receive buffer: with a long time-out, a lost datagram costs much time. */
    private static final int AT_ONCE = 100;

    private static final int CALLS = 10;
    /** A busy machine does not delay every call: if even the fastest takes this long, all of them wait. */
    private static final Duration LONG_CALL = Duration.ofMillis(25);

    private final Tried tried;

    CallPromises(Tried tried) {
        this.tried = tried;
    }

    void manyQuestionsGetTheirOwnData() throws InterruptedException {
        for (int i = 0; i < ContractZone.NUMBERED; i += 4) {
            tried.server()
                    .fault(DnsFaultRule.of(i % 8 == 0 ? DnsFault.Plain.SERVFAIL : DnsFault.Plain.TRUNCATED)
                            .at(name(i)));
        }
        AtomicIntegerArray completions = new AtomicIntegerArray(ContractZone.NUMBERED);
        for (int first = 0; first < ContractZone.NUMBERED; first += AT_ONCE) {
            List<Tried.Asked> open = IntStream.range(first, first + AT_ONCE)
                    .parallel()
                    .mapToObj(i -> asked(i, completions))
                    .toList();
            for (int i = first; i < first + AT_ONCE; i++) {
                Reply reply = open.get(i - first).reply();
                if (i % 8 == 0) {
                    reply.failed(EnumSet.of(Kind.SERVFAIL));
                } else {
                    reply.found(ContractZone.numbered(i));
                }
            }
        }
        for (int i = 0; i < ContractZone.NUMBERED; i++) {
            int question = i;
            check(
                    tried.comesAbout(() -> completions.get(question) > 0),
                    () -> "an A question about " + name(question) + ": what depends on the answer must run");
            assertEquals(1, completions.get(i), () -> "completions of an A question about " + name(question));
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the stage only counts
    private Tried.Asked asked(int i, AtomicIntegerArray completions) {
        String among = (i % 8 == 0 ? "SERVFAIL" : i % 4 == 0 ? "TRUNCATED" : "one of many responses") + " to ";
        Tried.Asked asked = tried.start(among, name(i), RecordType.A);
        asked.future().whenComplete((answer, failure) -> completions.incrementAndGet(i));
        return asked;
    }

    private static String name(int i) {
        return "n" + i + ".example";
    }

    /** The server holds its responses, so nothing is answered before the caller cancels. */
    void cancellingOneLeavesTheOthersAlone() throws InterruptedException {
        tried.server().hold();
        Tried.Asked cancelled = tried.start("", "n1.example", RecordType.A);
        Tried.Asked same = tried.start("another asker's cancelling before ", "n1.example", RecordType.A);
        Tried.Asked other = tried.start("the cancelling of another question before ", "n2.example", RecordType.A);

        cancelled.future().cancel(true);
        tried.server().release();

        same.reply().found(ContractZone.numbered(1));
        other.reply().found(ContractZone.numbered(2));
        Tried.Asked later = tried.start("an earlier cancelling before ", "n1.example", RecordType.A);
        later.reply().found(ContractZone.numbered(1));
    }

    /** A caller that completes its own future changes no other caller's answer. */
    void aFutureBelongsToItsCaller() throws InterruptedException {
        tried.server().hold();
        Tried.Asked spoilt = tried.start("", "n1.example", RecordType.A);
        Tried.Asked same = tried.start("another asker's completing its own future before ", "n1.example", RecordType.A);

        spoilt.future().complete(new DnsAnswer.Absent(Instant.MAX, false));
        tried.server().release();

        same.reply().found(ContractZone.numbered(1));
    }

    /**
     * The server is silent. If even the fastest of several calls takes long, all of them wait for something: the
     * answer, a pause or a lock.
     *
     * @param shortTimeout the resolver's time-out, so that a call that waits for the answer returns at all
     */
    void resolveDoesNotBlock(Duration shortTimeout) {
        tried.server().fault(DnsFaultRule.of(DnsFault.Plain.NO_ANSWER));
        try (Tried hasty = tried.again(shortTimeout)) {
            long fastest = assertTimeoutPreemptively(
                    tried.patience(),
                    () -> fastestCall(hasty),
                    "NO_ANSWER to an A question: resolve must not block; " + CALLS + " calls did not come back");
            check(
                    fastest < LONG_CALL.toNanos(),
                    () -> "NO_ANSWER to an A question: resolve must not block; the fastest of " + CALLS + " calls took "
                            + Duration.ofNanos(fastest));
        }
    }

    private static long fastestCall(Tried hasty) {
        long fastest = Long.MAX_VALUE;
        for (int i = 0; i < CALLS; i++) {
            long begin = System.nanoTime();
            hasty.start("NO_ANSWER to ", name(i), RecordType.A);
            fastest = Math.min(fastest, System.nanoTime() - begin);
        }
        return fastest;
    }
}
