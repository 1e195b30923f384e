package dev.rmx.quarantine;

import dev.rmx.RmxQuery;
import dev.rmx.RmxVerdict;
import dev.rmx.quarantine.Handlers.Handled;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * The loop of the quarantine's own thread. It claims messages from the store, starts their checks, stores the
 * decisions, starts the handlers, and deletes messages that were taken. Checks and handlers run on other threads and
 * report here, so a single thread calls the store, in batches: one call a {@linkplain ReleaseTurns turn}.
 */
final class ReleaseLoop {
    /** How long to wait for further results after the first: a handler often takes less. */
    private static final Duration MOMENT = Duration.ofMillis(2);

    private static final Duration REPORT_EVERY = Duration.ofSeconds(5);
    /** How often to try to store what handlers took, before this ends. */
    private static final int ATTEMPTS_AT_END = 3;

    private final QuarantineStore store;
    private final Leases leases;
    private final Checks checks;
    private final Handlers handlers;
    private final ReleaseTurns turns;
    private final Duration handlerLimit;
    /** How long to wait without an event: until the next poll, but no longer than a handler may take. */
    private final Duration longestWait;

    private final BooleanSupplier cutOff;
    private final ReleaseLog log = new ReleaseLog();

    private final BlockingQueue<Runnable> events = new LinkedBlockingQueue<>();
    private volatile boolean closing;

    // fields from here on are used by the loop's thread only
    /** Messages to be given back, which no handler has started with. */
    private final List<HeldMessage> left = new ArrayList<>();
    /** Whether to tell the store of one thing at a time, since it did not accept a turn. */
    private boolean inParts;

    private final Interval reports = new Interval(REPORT_EVERY);
    private boolean reportedCutOff;

    ReleaseLoop(
            Function<RmxQuery, CompletableFuture<RmxVerdict>> check,
            Duration checkLimit,
            QuarantineStore store,
            ReleaseHandler handler,
            QuarantineSettings settings,
            Pauses pauses,
            InstantSource clock,
            BooleanSupplier cutOff) {
        this.store = store;
        this.handlerLimit = settings.handlerLimit();
        this.longestWait = settings.pollEvery().compareTo(handlerLimit) < 0 ? settings.pollEvery() : handlerLimit;
        this.cutOff = cutOff;
        this.leases = new Leases(store.leaseTime());
        this.checks = new Checks(check, checkLimit, events::add, this::add, log, System::nanoTime);
        this.handlers = new Handlers(
                handler, settings.handlers(), handlerLimit, leases::isOurs, end -> events.add(() -> add(end)));
        this.turns = new ReleaseTurns(store, leases, checks, handlers, settings, pauses, clock, log);
    }

    private void add(CheckedBatch.Checked check) {
        turns.add(check);
    }

    private void add(Handled end) {
        if (end.end() == Handlers.End.LOST) {
            log.lost(end.message().id());
            left.add(end.message());
        } else {
            turns.add(end);
        }
    }

    /** Makes the loop poll the store now. */
    void wake() {
        events.add(turns::pollNow);
    }

    /** Drops a removed message, unless its handler has started. */
    void forget(long id) {
        leases.giveUp(id);
    }

    /** What the loop has done so far; any thread may ask. */
    Quarantine.Work work() {
        return log.work();
    }

    void close() {
        closing = true;
        wake();
    }

    /** Runs until {@link #close}. */
    void run() {
        while (!closing) {
            step();
        }
        end();
    }

    private void step() {
        List<QuarantineTurn> next = new ArrayList<>();
        boolean works = tell(() -> {
            await();
            giveUpLate();
            leases.renew(store);
            report();
            leaveToOthers();
            next.addAll(turns.next(inParts));
        });
        for (QuarantineTurn turn : next) {
            works &= tell(() -> turns.make(turn, reportedCutOff));
        }
        inParts = !works;
        if (works) {
            log.storeWorks();
        }
    }

    /** Waits for an event or the next poll; then a moment for further events, to tell the store of all at once. */
    private void await() throws InterruptedException {
        Runnable event = events.poll(longestWait.toNanos(), TimeUnit.NANOSECONDS);
        long begin = System.nanoTime();
        while (event != null) {
            event.run();
            drainEvents();
            long left = MOMENT.toNanos() - (System.nanoTime() - begin);
            event = turns.isMoreToCome() ? events.poll(left, TimeUnit.NANOSECONDS) : null;
        }
    }

    private void drainEvents() {
        for (Runnable event = events.poll(); event != null; event = events.poll()) {
            event.run();
        }
    }

    private void giveUpLate() {
        checks.giveUpLate();
        handlers.interruptLate(System.nanoTime());
    }

    /** Reports whether DNS answers: at once on a change, otherwise often enough that this process counts. */
    private void report() throws QuarantineException {
        boolean now = cutOff.getAsBoolean();
        if (now != reportedCutOff || reports.isTime()) {
            store.report(now);
            reportedCutOff = now;
            reports.done(false);
        }
    }

    /** Leaves messages to other processes: those with a lost lease; if no handler returns, those that wait for one. */
    private void leaveToOthers() throws QuarantineException {
        boolean stuck = handlers.areStuck();
        log.handlers(stuck);
        if (stuck) {
            left.addAll(handlers.withdraw());
        }
        if (!left.isEmpty()) {
            giveBack(left);
            left.forEach(message -> leases.landed(message.id()));
            left.clear();
        }
    }

    /** Gives messages back unchanged. */
    private void giveBack(Collection<HeldMessage> messages) throws QuarantineException {
        store.giveBack(messages.stream().map(HeldMessage::id).toList());
    }

    /** Gives back messages whose handlers have not started, and waits for the other handlers. */
    private void end() {
        handlers.shutDown();
        tell(() -> giveBack(leases.withdraw(this::isBegun)));
        boolean undisturbed = awaitHandlers();
        handlers.close();
        drainEvents();
        boolean told = false;
        for (int attempt = 0; attempt < ATTEMPTS_AT_END && !told; attempt++) {
            told = tell(turns::makeLast);
        }
        tell(() -> giveBack(leases.withdraw(turns::isHandled))); // what a handler took never comes back for this
        if (!undisturbed) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isBegun(long id) {
        if (handlers.hasBegun(id)) {
            return true;
        }
        drainEvents();
        return turns.isHandled(id);
    }

    /** Waits until all handlers have returned or their time is up; false if interrupted. */
    private boolean awaitHandlers() {
        long begin = System.nanoTime();
        try {
            while (!handlers.awaitEnd(longestWait) && System.nanoTime() - begin < handlerLimit.toNanos()) {
                handlers.interruptLate(System.nanoTime());
                tell(() -> leases.renew(store));
            }
            handlers.interruptLate(System.nanoTime()); // these have failed, and come back after a pause
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    private interface StoreCall {
        void run() throws QuarantineException, InterruptedException;
    }

    /**
     * Runs a call of the store. If it fails, the loop goes on: nothing else takes care of the messages.
     *
     * @return whether it succeeded
     */
    private boolean tell(StoreCall call) {
        try {
            call.run();
            return true;
        } catch (QuarantineException e) {
            log.storeFails(e);
        } catch (InterruptedException e) {
            closing = true; // only a program that ends interrupts this thread
        } catch (Exception | Error e) { // a store in another language may throw what it does not declare
            log.storeFails(new QuarantineException("a bug in the quarantine or its store: " + e, e));
        }
        return false;
    }
}
