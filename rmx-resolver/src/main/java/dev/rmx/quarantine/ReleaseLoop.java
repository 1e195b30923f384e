package dev.rmx.quarantine;

import dev.rmx.RmxQuery;
import dev.rmx.RmxVerdict;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.quarantine.CheckedBatch.Checked;
import dev.rmx.quarantine.Handlers.Handled;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * The loop of the quarantine's own thread. It claims messages from the store, starts their checks, stores the
 * decisions, starts the handlers, and deletes messages that were taken. Checks and handlers run on other threads and
 * report here, so a single thread calls the store, in batches: one call a {@linkplain QuarantineTurn turn}.
 *
 * <p>Results that the store did not accept stay in a list for the next attempt: every step can be repeated.
 */
final class ReleaseLoop {
    /** How long to wait for further results after the first: a handler often takes less. */
    private static final Duration MOMENT = Duration.ofMillis(2);

    private static final Duration REPORT_EVERY = Duration.ofSeconds(5);
    /** How often to try to store what handlers took, before this ends. */
    private static final int ATTEMPTS_AT_END = 3;

    private final Function<RmxQuery, CompletableFuture<RmxVerdict>> check;
    private final QuarantineStore store;
    private final Leases leases;
    private final Handlers handlers;
    private final Duration handlerLimit;
    private final Duration pollEvery;
    private final DuePolls polls;
    private final Pauses pauses;
    private final int most;
    private final InstantSource clock;
    private final BooleanSupplier cutOff;
    private final ReleaseCounters counters = new ReleaseCounters();
    private final ReleaseLog log = new ReleaseLog();

    private final BlockingQueue<Runnable> events = new LinkedBlockingQueue<>();
    private volatile boolean closing;

    // fields from here on are used by the loop's thread only
    private final List<Checked> checked = new ArrayList<>();
    private final List<Handled> handled = new ArrayList<>();
    /** Messages that waited for a handler in vain, to be given back. */
    private final List<HeldMessage> withdrawn = new ArrayList<>();

    private final RecoveringQuestions recovering = new RecoveringQuestions();
    /** Whether to tell the store of one thing at a time, since a whole turn failed. */
    private boolean inParts;

    private boolean reportedCutOff;
    private long reportedAt;
    private Instant claimedAt = Instant.MIN;

    ReleaseLoop(
            Function<RmxQuery, CompletableFuture<RmxVerdict>> check,
            QuarantineStore store,
            ReleaseHandler handler,
            QuarantineSettings settings,
            Pauses pauses,
            InstantSource clock,
            BooleanSupplier cutOff) {
        this.check = check;
        this.store = store;
        this.leases = new Leases(store.leaseTime());
        this.handlerLimit = settings.handlerLimit();
        this.handlers = new Handlers(
                handler, settings.handlers(), handlerLimit, leases::isOurs, end -> events.add(() -> handled.add(end)));
        this.pollEvery = settings.pollEvery();
        this.polls = new DuePolls(pollEvery);
        this.pauses = pauses;
        this.most = settings.mostInFlight();
        this.clock = clock;
        this.cutOff = cutOff;
    }

    /** Makes the loop poll the store now. */
    void wake() {
        events.add(polls::now);
    }

    /** Drops a removed message, unless its handler has started. */
    void forget(long id) {
        leases.giveUp(id);
    }

    /** What the loop has done so far; any thread may ask. */
    Quarantine.Work work() {
        return counters.work();
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

    /** What a turn tells the store of. */
    private enum Part {
        HANDLED,
        DECIDED,
        WAITING,
        CLAIMS
    }

    private void step() {
        boolean works = tell(() -> {
            await();
            leases.renew(store);
            report();
            leaveIfStuck();
        });
        if (!works) {
            return;
        }
        if (inParts) { // what is wrong with one part must not hold up the others
            inParts = false;
            for (Part part : Part.values()) {
                inParts |= !tell(() -> turn(EnumSet.of(part)));
            }
        } else {
            inParts = !tell(() -> turn(EnumSet.allOf(Part.class)));
        }
        if (!inParts) {
            log.storeWorks();
        }
    }

    /** Waits for an event or the next poll; then a moment for further events, to tell the store of all at once. */
    private void await() throws InterruptedException {
        Runnable event = events.poll(pollEvery.toNanos(), TimeUnit.NANOSECONDS);
        long begin = System.nanoTime();
        while (event != null) {
            event.run();
            drainEvents();
            boolean isMoreToCome = leases.size() > checked.size() + handled.size();
            long left = MOMENT.toNanos() - (System.nanoTime() - begin);
            event = isMoreToCome ? events.poll(left, TimeUnit.NANOSECONDS) : null;
        }
    }

    /** Reports whether DNS answers: at once on a change, otherwise often enough that this process counts. */
    private void report() throws QuarantineException {
        boolean now = cutOff.getAsBoolean();
        long moment = System.nanoTime();
        if (now != reportedCutOff || reportedAt == 0 || moment - reportedAt > REPORT_EVERY.toNanos()) {
            store.report(now);
            reportedCutOff = now;
            reportedAt = moment;
        }
    }

    /** Leaves messages that wait for a handler to other processes if no handler returns. */
    private void leaveIfStuck() throws QuarantineException {
        boolean stuck = handlers.areStuck();
        log.handlers(stuck);
        if (stuck) {
            withdrawn.addAll(handlers.withdraw());
        }
        if (!withdrawn.isEmpty()) {
            leaveToOthers(withdrawn);
            withdrawn.forEach(message -> leases.landed(message.id()));
            withdrawn.clear();
        }
    }

    /**
     * Tells the store how handlers and checks ended. Claims due messages, and messages whose question is answered
     * again.
     */
    private void turn(Set<Part> parts) throws QuarantineException {
        List<Handled> ended = parts.contains(Part.HANDLED) ? List.copyOf(handled) : List.of();
        HandledBatch ends = HandledBatch.of(ended, pauses);
        CheckedBatch checks = CheckedBatch.of(checked, claimedAt, clock.instant(), pauses);
        Map<Long, Decision> decisions = parts.contains(Part.DECIDED) ? checks.decisions() : Map.of();
        Map<Long, QuarantineStore.Wait> waits = parts.contains(Part.WAITING) ? checks.waits() : Map.of();
        recovering.learn(checks);
        int landing = ended.size() + waits.size();
        int room = handlers.areStuck() || !parts.contains(Part.CLAIMS) ? 0 : most - leases.size() + landing;
        // half of the room is for questions that are answered again, so that neither side blocks the other
        int forDue = !polls.isTime() ? 0 : recovering.isEmpty() ? room : (room + 1) / 2;
        Map<DnsQuestion, Integer> shares = recovering.shares(room - forDue);
        QuarantineTurn turn = new QuarantineTurn(ends.done(), ends.retries(), decisions, waits, forDue, shares);
        if (turn.isEmpty()) {
            settleHandled(ended);
            return;
        }
        long moment = System.nanoTime();
        Instant before = clock.instant();
        QuarantineTurn.Result result = store.turn(turn);
        claimedAt = result.now();
        log.clocks(before, claimedAt, clock.instant());
        settleHandled(ended);
        counters.retries.add(waits.size());
        settleDecided(decisions.keySet(), result.standing());
        settleWaiting(waits.keySet());
        polls.polled(forDue, result.due().size());
        recovering.claimed(shares, result.ofQuestions());
        start(result.due(), moment);
        start(result.ofQuestions(), moment);
    }

    private void settleHandled(Collection<Handled> ended) {
        ended.forEach(this::settled);
        handled.subList(0, ended.size()).clear();
    }

    private void settled(Handled end) {
        long id = end.message().id();
        leases.landed(id);
        switch (end.end()) {
            case TAKEN -> counters.released(end.decision().outcome());
            case FAILED -> {
                counters.handlerFailures.increment();
                log.handlerFailed(id, end.fault());
            }
            case LOST -> log.lost(id);
        }
    }

    private void settleDecided(Set<Long> decided, Map<Long, Decision> standing) {
        checked.removeIf(check -> {
            HeldMessage message = check.message();
            if (!decided.contains(message.id())) {
                return false;
            }
            Decision stands = standing.get(message.id());
            if (stands == null) {
                leases.landed(message.id()); // it is no longer ours
            } else {
                handlers.submit(message, stands);
            }
            return true;
        });
    }

    /** Lets go of messages that stay undecided. */
    private void settleWaiting(Set<Long> waiting) {
        checked.removeIf(check -> waiting.contains(check.message().id()));
        waiting.forEach(leases::landed);
    }

    /**
     * Starts the checks of messages that were claimed after a moment. Decisions already made are stored again: another
     * thread may have just made one, and it may not be on disk yet.
     */
    private void start(List<HeldMessage> claimed, long moment) {
        for (HeldMessage message : claimed) {
            if (!leases.take(message, moment)) {
                continue;
            }
            if (message.decision().isPresent()) { // [TEMP-6] no recheck
                events.add(() -> checked.add(Checked.decided(message)));
            } else {
                check(message);
            }
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the stage only reports the result
    private void check(HeldMessage message) {
        boolean isCutOff = reportedCutOff;
        try {
            check.apply(message.query())
                    .whenComplete(
                            (verdict, fault) -> events.add(() -> checked.add(new Checked(message, verdict, isCutOff))));
        } catch (Exception | Error e) { // a function in another language may throw what it does not declare
            log.cannotCheck(message.id(), e);
            checked.add(new Checked(message, null, isCutOff));
        }
    }

    /** Gives messages back unchanged, for other processes. */
    private void leaveToOthers(Collection<HeldMessage> messages) throws QuarantineException {
        store.giveBack(messages.stream().map(HeldMessage::id).toList());
    }

    private void storeFailed(QuarantineException fault) {
        counters.storeFailures.increment();
        log.storeFails(fault);
    }

    /** Gives back messages whose handlers have not started, and waits for the other handlers. */
    private void end() {
        handlers.shutDown();
        tell(() -> leaveToOthers(leases.withdraw(this::isBegun)));
        boolean undisturbed = awaitHandlers();
        handlers.close();
        drainEvents();
        boolean told = false;
        for (int attempt = 0; attempt < ATTEMPTS_AT_END && !told; attempt++) {
            told = tell(() -> turn(EnumSet.of(Part.HANDLED)));
        }
        tell(() -> leaveToOthers(leases.withdraw(this::isHandled))); // what a handler took never comes back for this
        if (!undisturbed) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isBegun(long id) {
        if (handlers.hasBegun(id)) {
            return true;
        }
        drainEvents();
        return isHandled(id);
    }

    private boolean isHandled(long id) {
        return handled.stream().anyMatch(end -> end.message().id() == id);
    }

    private void drainEvents() {
        for (Runnable event = events.poll(); event != null; event = events.poll()) {
            event.run();
        }
    }

    /** Waits until all handlers have returned or their time is up; false if interrupted. */
    private boolean awaitHandlers() {
        long begin = System.nanoTime();
        try {
            while (!handlers.awaitEnd(pollEvery) && System.nanoTime() - begin < handlerLimit.toNanos()) {
                tell(() -> leases.renew(store));
            }
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
            storeFailed(e);
        } catch (InterruptedException e) {
            closing = true; // only a program that ends interrupts this thread
        } catch (Exception | Error e) { // a store in another language may throw what it does not declare
            storeFailed(new QuarantineException("a bug in the quarantine or its store: " + e, e));
        }
        return false;
    }
}
