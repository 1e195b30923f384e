package dev.rmx.testkit.bench;

import dev.rmx.PublishedForm;
import dev.rmx.RmxQuery;
import dev.rmx.RmxResult;
import dev.rmx.RmxVerdict;
import dev.rmx.receive.EnvelopeSender;
import dev.rmx.record.IpAddress;
import dev.rmx.resolver.RmxChecker;
import dev.rmx.resolver.RmxCheckerBuilder;
import dev.rmx.resolver.dnsjava.DnsjavaResolver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Checks over DNS with nothing cached, for the script {@code peers/cold}, which runs other libraries beside this one.
 *
 * <p>Arguments: the name server's address, {@code spf} or {@code rmx}, checks in flight, checks, domains. Prints checks
 * per second, microseconds of processor time per check without the JIT compilers', and context switches per check.
 */
public final class ColdChecks {
    /** Until then the JIT compilers take processor time from the checks. */
    private static final int WARM_UP = 1_000_000;

    private final RmxChecker checker;
    private final int inFlight;
    private final int domains;
    private final AtomicReference<RmxVerdict> wrong = new AtomicReference<>();

    private ColdChecks(RmxChecker checker, int inFlight, int domains) {
        this.checker = checker;
        this.inFlight = inFlight;
        this.domains = domains;
    }

    /** Measures. */
    public static void main(String[] arguments) throws InterruptedException, IOException {
        InetSocketAddress server = new InetSocketAddress(arguments[0], 53);
        boolean spf = arguments[1].equals("spf");
        int inFlight = Integer.parseInt(arguments[2]);
        int checks = Integer.parseInt(arguments[3]);
        RmxCheckerBuilder builder = RmxChecker.builder(
                        DnsjavaResolver.builder().servers(server).build())
                .withoutCache()
                .callbacks(Runnable::run);
        try (RmxChecker checker = (spf ? builder.forms(PublishedForm.SPF) : builder).build()) {
            ColdChecks bench = new ColdChecks(checker, inFlight, Integer.parseInt(arguments[4]));
            Use used = bench.run(checks);
            System.out.printf(
                    "%.0f %.1f %.2f%n",
                    checks / used.seconds(), used.processorMicros() / checks, (double) used.switches() / checks);
        }
    }

    /**
     * Measures so many checks after the warm-up. There is no break between the two, and what measures is used before
     * it: new branches and classes have methods compiled again.
     */
    private Use run(int checks) throws InterruptedException, IOException {
        Use.now();
        AtomicInteger started = new AtomicInteger();
        CountDownLatch warmUp = new CountDownLatch(WARM_UP);
        CountDownLatch all = new CountDownLatch(WARM_UP + checks);
        Runnable end = () -> {
            warmUp.countDown();
            all.countDown();
        };
        if (inFlight == 1) {
            for (int i = 0; i < WARM_UP; i++) {
                checkOne(started, end);
            }
        } else {
            for (int i = 0; i < inFlight; i++) {
                checkAll(started, WARM_UP + checks, end);
            }
        }
        warmUp.await();
        Use before = Use.now();
        while (inFlight == 1 && all.getCount() > 0) {
            checkOne(started, end);
        }
        all.await();
        Use used = Use.now().since(before);
        if (wrong.get() != null) {
            throw new IllegalStateException("should pass: " + wrong.get());
        }
        return used;
    }

    private void checkOne(AtomicInteger started, Runnable end) {
        expectPass(checker.check(query(started.getAndIncrement())));
        end.run();
    }

    /** Checks one after the other without blocking, as a mail server with an event loop does. */
    @SuppressWarnings("FutureReturnValueIgnored") // the stage goes on by itself
    private void checkAll(AtomicInteger started, int checks, Runnable end) {
        for (int number = started.getAndIncrement(); number < checks; number = started.getAndIncrement()) {
            var verdict = checker.checkAsync(query(number));
            if (!verdict.isDone()) {
                verdict.whenComplete((given, fault) -> {
                    expectPass(given);
                    end.run();
                    checkAll(started, checks, end);
                });
                return;
            }
            expectPass(verdict.join());
            end.run();
        }
    }

    private RmxQuery query(int number) {
        return EnvelopeSender.parse("joe@d" + number % domains + ".cold.example")
                .from(IpAddress.parse("192.0.2.1"));
    }

    private void expectPass(RmxVerdict verdict) {
        if (verdict.result() != RmxResult.PASS) {
            wrong.compareAndSet(null, verdict);
        }
    }
}
