package dev.rmx.quarantine;

import dev.rmx.quarantine.Findings.Checked;
import dev.rmx.quarantine.Handlers.Handled;
import dev.rmx.quarantine.QuarantineStore.Retry;
import dev.rmx.record.DomainName;
import dev.rmx.resolver.RmxChecker;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * What the quarantine's own thread does: takes messages that are due from the store, has them checked, writes down what was decided,
 * has it handed back, and takes note of that. Checks and handlers run elsewhere, and report here; so the store is asked by one
 * thread, in batches.
 *
 * <p>What the store could not be told stays in a list, and is told again: each step can be repeated.
 */
final class ReleaseLoop {
    private static final System.Logger LOG = System.getLogger(ReleaseLoop.class.getName());

    /** How many messages of a domain are put off at once. */
    private static final int MOST_PUT_OFF = 1_000;

    private final RmxChecker checker;
    private final QuarantineStore store;
    private final InFlight inFlight;
    private final Handlers handlers;
    private final Duration handlerLimit;
    private final Duration pollEvery;
    private final Pauses pauses;
    private final int most;
    private final InstantSource clock;
    private final ReleaseCounters counters;

    private final BlockingQueue<Runnable> events = new LinkedBlockingQueue<>();
    private volatile boolean closing;

    // from here on touched by the thread of the loop only
    private final List<Checked> checked = new ArrayList<>();
    private final List<Handled> handled = new ArrayList<>();
    /** Domains that were just seen to answer, and may have more messages. */
    private final Set<DomainName> recovering = new LinkedHashSet<>();

    private boolean storeFails;
    private boolean handlersStuck;

    ReleaseLoop(
            RmxChecker checker,
            QuarantineStore store,
            ReleaseHandler handler,
            Quarantine.Builder settings,
            ReleaseCounters counters) {
        this.checker = checker;
        this.store = store;
        this.inFlight = new InFlight(store.leaseTime());
        this.handlerLimit = settings.handlerLimit;
        this.handlers = new Handlers(
                handler, settings.handlers, handlerLimit, inFlight::isOurs, end -> events.add(() -> handled.add(end)));
        this.pollEvery = settings.pollEvery;
        this.pauses = settings.pauses();
        this.most = settings.mostInFlight;
        this.clock = settings.clock;
        this.counters = counters;
    }

    /** Has the loop look at the store at once. */
    void wake() {
        events.add(() -> {});
    }

    /** Has a message not handed back that was removed, unless that has begun. */
    void forget(long id) {
        inFlight.giveUp(id);
    }

    void close() {
        closing = true;
        wake();
    }

    /** Runs until it is closed. */
    void run() {
        while (!closing) {
            step();
        }
        end();
    }

    private void step() {
        tell(() -> {
            await();
            inFlight.renew(store);
            settleHandled();
            claim();
            settleChecked();
            storeWorks();
        });
    }

    /** Waits for something to happen, or for the time to look at the store again. */
    private void await() throws InterruptedException {
        Runnable event = events.poll(pollEvery.toNanos(), TimeUnit.NANOSECONDS);
        if (event != null) {
            event.run();
            drainEvents();
        }
    }

    private void settleHandled() throws QuarantineException {
        if (handled.isEmpty()) {
            return;
        }
        List<Long> done = new ArrayList<>();
        List<Retry> retries = new ArrayList<>();
        for (Handled end : handled) {
            HeldMessage message = end.message();
            switch (end.end()) {
                case TAKEN -> done.add(message.id());
                case FAILED -> {
                    Instant due = pauses.next(clock.instant(), message.attempts(), Instant.MIN);
                    retries.add(new Retry(message.id(), due, message.attempts() + 1, true));
                }
                case LOST -> {}
            }
        }
        store.done(done);
        store.retry(retries);
        handled.forEach(this::settled);
        handled.clear();
    }

    private void settled(Handled end) {
        long id = end.message().id();
        inFlight.landed(id);
        switch (end.end()) {
            case TAKEN -> counters.released(end.decision().outcome());
            case FAILED -> {
                counters.handlerFailures.increment();
                LOG.log(System.Logger.Level.WARNING, "held message " + id + " was not taken back", end.fault());
            }
            case LOST -> LOG.log(System.Logger.Level.INFO, "held message " + id + " is somebody else's by now");
        }
    }

    private void settleChecked() throws QuarantineException {
        if (checked.isEmpty()) {
            return;
        }
        Findings findings = Findings.of(checked, clock.instant(), pauses);
        Map<Long, Decision> standing = store.decide(findings.decisions());
        store.retry(findings.retries());
        for (Map.Entry<DomainName, Retry> one : findings.silent().entrySet()) {
            putOff(one.getKey(), one.getValue());
        }
        counters.retries.add(findings.retries().size());
        recovering.removeAll(findings.unanswered().keySet());
        recovering.addAll(findings.recovered());
        for (Checked check : checked) {
            HeldMessage message = check.message();
            Decision stands = standing.get(message.id());
            if (stands == null) {
                inFlight.landed(message.id()); // to be looked at again, or no longer ours
            } else {
                handlers.submit(message, stands);
            }
        }
        checked.clear();
    }

    private void putOff(DomainName subject, Retry retry) throws QuarantineException {
        do {
            inFlight.renew(store); // there may be many
        } while (store.postpone(subject, retry.due(), retry.attempts(), MOST_PUT_OFF) == MOST_PUT_OFF);
    }

    /** Takes on what is due, and what waits for a domain that answers again. */
    private void claim() throws QuarantineException {
        if (areHandlersStuck()) {
            List<HeldMessage> waiting = handlers.withdraw();
            waiting.forEach(message -> inFlight.landed(message.id()));
            leaveToOthers(waiting);
            return;
        }
        Instant now = clock.instant();
        int room = most - inFlight.size();
        if (room > 0) {
            // half of the room is for domains that have recovered, so that neither keeps the other waiting
            int forDue = recovering.isEmpty() ? room : (room + 1) / 2;
            long moment = System.nanoTime();
            start(store.claim(now, pauses.horizon(now), forDue), moment);
        }
        for (DomainName subject : List.copyOf(recovering)) {
            room = most - inFlight.size();
            if (room <= 0) {
                return;
            }
            inFlight.renew(store);
            long moment = System.nanoTime();
            List<HeldMessage> more = store.claim(subject, room);
            start(more, moment);
            if (more.size() < room) {
                recovering.remove(subject);
            }
        }
    }

    private boolean areHandlersStuck() {
        boolean stuck = handlers.areStuck();
        if (stuck && !handlersStuck) {
            LOG.log(System.Logger.Level.ERROR, "no handler returns: no message is handed back until one does");
        }
        handlersStuck = stuck;
        return stuck;
    }

    /**
     * Has claimed messages checked. What is decided already is written down once more: the decision was seen, and may still not be on
     * the disk if another thread has just made it.
     */
    private void start(List<HeldMessage> claimed, long moment) {
        for (HeldMessage message : claimed) {
            if (!inFlight.take(message, moment)) {
                continue;
            }
            if (message.decision().isPresent()) {
                checked.add(new Checked(message, null));
            } else {
                check(message);
            }
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the stage only reports
    private void check(HeldMessage message) {
        try {
            checker.checkAsync(message.query())
                    .whenComplete((verdict, fault) -> events.add(() -> checked.add(new Checked(message, verdict))));
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.WARNING, "held message " + message.id() + " cannot be checked", e);
            checked.add(new Checked(message, null));
        }
    }

    /** Gives messages back as they came. */
    private void leaveToOthers(Collection<HeldMessage> messages) throws QuarantineException {
        Instant now = clock.instant();
        store.retry(messages.stream()
                .map(message -> new Retry(message.id(), now, message.attempts(), false))
                .toList());
    }

    private void storeFailed(QuarantineException fault) {
        counters.storeFailures.increment();
        if (!storeFails) {
            storeFails = true;
            LOG.log(System.Logger.Level.ERROR, "the quarantine's store fails; what it holds waits", fault);
        }
    }

    private void storeWorks() {
        if (storeFails) {
            storeFails = false;
            LOG.log(System.Logger.Level.INFO, "the quarantine's store works again");
        }
    }

    /** Gives back what is not with a handler, and lets those come to their end. */
    private void end() {
        handlers.shutDown();
        tell(() -> leaveToOthers(inFlight.withdraw(this::isBegun)));
        boolean undisturbed = awaitHandlers();
        handlers.close();
        drainEvents();
        tell(this::settleHandled);
        tell(() -> leaveToOthers(inFlight.withdraw(id -> false)));
        if (!undisturbed) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isBegun(long id) {
        if (handlers.isRunning(id)) {
            return true;
        }
        drainEvents();
        return handled.stream().anyMatch(end -> end.message().id() == id);
    }

    private void drainEvents() {
        for (Runnable event = events.poll(); event != null; event = events.poll()) {
            event.run();
        }
    }

    /** Returns when all have returned or had their time; false if this was interrupted. */
    private boolean awaitHandlers() {
        long begin = System.nanoTime();
        try {
            while (!handlers.awaitEnd(pollEvery) && System.nanoTime() - begin < handlerLimit.toNanos()) {
                tell(() -> inFlight.renew(store));
            }
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    private interface StoreCall {
        void run() throws QuarantineException, InterruptedException;
    }

    /** Has the store do something. If it fails, the loop goes on: nobody else looks after the messages. */
    private void tell(StoreCall call) {
        try {
            call.run();
        } catch (QuarantineException e) {
            storeFailed(e);
        } catch (InterruptedException e) {
            closing = true; // nobody but the end of the program interrupts this thread
        } catch (RuntimeException | Error e) {
            storeFailed(new QuarantineException("a fault in the quarantine or its store: " + e, e));
        }
    }
}
