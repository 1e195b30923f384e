package dev.rmx.testkit.quarantine;

import dev.rmx.RmxOutcome;
import dev.rmx.RmxResult;
import dev.rmx.RmxVerdict;
import dev.rmx.quarantine.Decision;
import dev.rmx.quarantine.HeldMessage;
import dev.rmx.quarantine.MessageReference;
import dev.rmx.quarantine.Quarantine;
import dev.rmx.quarantine.QuarantineException;
import dev.rmx.quarantine.QuarantineSettings;
import dev.rmx.resolver.RmxChecker;
import dev.rmx.resolver.RmxResolver;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A mail server with a quarantine. It logs what it does in a journal, and can be killed at any time. Its pauses are in
 * real time: they spread its work, so that a kill can come in the middle of anything.
 */
final class CrashNode implements AutoCloseable {
    private static final Duration LEASE = Duration.ofSeconds(1);
    private static final Duration HANDLER_LIMIT = Duration.ofMillis(200);
    private static final int THREADS = 8;
    private static final int MOST_HELD = 500;

    private final Journal journal;
    private final boolean moody;
    private final CrashDatabase database;
    private final RmxChecker checker;
    private final Quarantine quarantine;

    /**
     * Begins to take messages back.
     *
     * @param moody whether its handler is sometimes slow or fails
     */
    CrashNode(String address, RmxResolver dns, Journal journal, boolean moody) throws QuarantineException {
        this.journal = journal;
        this.moody = moody;
        this.database = CrashDatabase.open(address, LEASE);
        this.checker =
                RmxChecker.builder(dns).withoutCache().withoutFailureMemory().build();
        this.quarantine = Quarantine.builder(checker::checkAsync, database.store(), this::takeBack)
                .settings(QuarantineSettings.DEFAULT
                        .withPauses(Duration.ofMillis(50), Duration.ofMillis(200))
                        .withPollEvery(Duration.ofMillis(20))
                        .withLongestHold(Duration.ofSeconds(2))
                        .withHandlers(8, HANDLER_LIMIT))
                .build();
    }

    /** Holds and takes back messages until it is killed: {@code <name> <address of the database> <journal>}. */
    public static void main(String[] arguments) throws Exception {
        endWithParent();
        CrashDns dns = new CrashDns();
        Journal journal = new Journal(Path.of(arguments[2]));
        CrashNode node = new CrashNode(arguments[1], dns, journal, true);
        for (int i = 0; i < THREADS; i++) {
            String prefix = arguments[0] + "." + i + ".";
            start(() -> node.holdWithoutEnd(dns, prefix));
        }
        while (true) {
            dns.change();
            Thread.sleep(10);
        }
    }

    private static void endWithParent() {
        start(() -> {
            while (System.in.read() >= 0) {
                // the parent sends nothing
            }
            Runtime.getRuntime().halt(1);
        });
    }

    private interface Task {
        void run() throws Exception;
    }

    private static void start(Task task) {
        new Thread(() -> {
                    try {
                        task.run();
                    } catch (Exception e) {
                        e.printStackTrace();
                        Runtime.getRuntime().halt(2);
                    }
                })
                .start();
    }

    private void holdWithoutEnd(CrashDns dns, String prefix) throws IOException, InterruptedException {
        for (int number = 0; true; number++) {
            RmxVerdict verdict = checker.check(CrashDns.CLIENT, "joe@" + dns.domain());
            if (verdict.result() == RmxResult.TEMPERROR) {
                hold(verdict, prefix + number);
            }
            Thread.sleep(ThreadLocalRandom.current().nextInt(5)); // gives others time to start
        }
    }

    private void hold(RmxVerdict verdict, String reference) throws IOException, InterruptedException {
        journal.trying(reference);
        try {
            long id = quarantine.hold(verdict, MessageReference.of(reference));
            journal.held(reference);
            if (oneIn(20)) {
                quarantine.release(id, RmxOutcome.DENIED, "by hand");
            }
            while (oneIn(10) && quarantine.held().count() > MOST_HELD) {
                Thread.sleep(10);
            }
        } catch (QuarantineException e) {
            Thread.sleep(20); // a client would retry after 451 too, but later
        }
    }

    private void takeBack(HeldMessage message, Decision decision) throws IOException, InterruptedException {
        if (moody && oneIn(20)) {
            throw new IOException("not now");
        }
        if (moody && oneIn(20)) {
            Thread.sleep(ThreadLocalRandom.current().nextLong(2 * HANDLER_LIMIT.toMillis()));
        }
        journal.back(message.reference().toString(), decision);
        if (moody && oneIn(20)) {
            Thread.sleep(20);
        }
    }

    private static boolean oneIn(int number) {
        return ThreadLocalRandom.current().nextInt(number) == 0;
    }

    /** Waits until nothing is held. */
    void drain(Duration most) throws QuarantineException, InterruptedException {
        long giveUp = System.nanoTime() + most.toNanos();
        while (quarantine.held().count() > 0) {
            if (System.nanoTime() > giveUp) {
                throw new AssertionError("still held after " + most + ": " + quarantine.list(0, 20));
            }
            Thread.sleep(20);
        }
    }

    @Override
    public void close() {
        quarantine.close();
        checker.close();
        database.close();
    }
}
