package dev.rmx.quarantine;

import dev.rmx.RmxOutcome;
import dev.rmx.RmxResult;
import dev.rmx.RmxVerdict;
import dev.rmx.quarantine.Handlers.Handled;
import dev.rmx.quarantine.QuarantineStore.Retry;
import dev.rmx.record.DomainName;
import dev.rmx.resolver.RmxChecker;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What the quarantine's own thread does: takes messages that are due from the store, has them checked, writes down what was decided,
 * has it handed back, and takes note of that. Checks and handlers run elsewhere, and report here; so the store is asked by one
 * thread, in batches.
 *
 * <p>What the store could not be told stays in a list, and is told again: each step can be repeated.
 */
final class ReleaseLoop {
    private static final System.Logger LOG = System.getLogger(ReleaseLoop.class.getName());

    private final RmxChecker checker;
    private final QuarantineStore store;
    private final Handlers handlers;
    private final Pauses pauses;
    private final int most;
    private final InstantSource clock;
    private final ReleaseCounters counters;

    private final BlockingQueue<Runnable> events = new LinkedBlockingQueue<>();
    private volatile boolean closing;

    // from here on touched by the thread of the loop only
    /** Leased, and not yet done or given back. */
    private final Map<Long, HeldMessage> inFlight = new HashMap<>();

    private final List<Checked> checked = new ArrayList<>();
    private final List<Handled> handled = new ArrayList<>();
    /** Domains that were just seen to answer, and may have more messages. */
    private final Set<DomainName> recovering = new LinkedHashSet<>();

    private boolean storeFails;

    /** A check that ended; without a verdict if it did not end well. */
    private record Checked(HeldMessage message, @Nullable RmxVerdict verdict) {
        DomainName subject() {
            return message.query().subject().orElseThrow();
        }
    }

    ReleaseLoop(
            RmxChecker checker,
            QuarantineStore store,
            ReleaseHandler handler,
            Quarantine.Builder settings,
            ReleaseCounters counters) {
        this.checker = checker;
        this.store = store;
        this.handlers = new Handlers(
                handler, settings.handlers, settings.handlerLimit, end -> events.add(() -> handled.add(end)));
        this.pauses = settings.pauses();
        this.most = settings.mostInFlight;
        this.clock = settings.clock;
        this.counters = counters;
    }

    /** Has the loop look at the store at once. */
    void wake() {
        events.add(() -> {});
    }

    void close() {
        closing = true;
        wake();
    }

    /** Runs until it is closed. */
    void run(Duration pollEvery) {
        while (!closing) {
            step(pollEvery);
        }
        end();
    }

    private void step(Duration pollEvery) {
        try {
            take(pollEvery);
            settle();
            claim();
            storeWorks();
        } catch (QuarantineException e) {
            storeFailed(e);
        } catch (InterruptedException e) {
            closing = true; // nobody but the end of the program interrupts this thread
        } catch (RuntimeException | Error e) { // the loop goes on: nobody else looks after the messages
            storeFailed(new QuarantineException("a fault in the quarantine or its store: " + e, e));
        }
    }

    /** Waits for something to happen, or for the time to look at the store again. */
    private void take(Duration pollEvery) throws InterruptedException {
        Runnable event = events.poll(pollEvery.toNanos(), TimeUnit.NANOSECONDS);
        while (event != null) {
            event.run();
            event = events.poll();
        }
    }

    /** Tells the store what has come about. */
    private void settle() throws QuarantineException {
        if (!inFlight.isEmpty()) {
            store.renew();
        }
        settleHandled();
        settleChecked();
    }

    private void settleHandled() throws QuarantineException {
        if (handled.isEmpty()) {
            return;
        }
        List<Long> done = new ArrayList<>();
        List<Retry> retries = new ArrayList<>();
        for (Handled end : handled) {
            HeldMessage message = end.message();
            if (end.fault() == null) {
                done.add(message.id());
            } else {
                Instant due = pauses.next(clock.instant(), message.attempts(), Instant.MIN);
                retries.add(new Retry(message.id(), due, message.attempts() + 1, true));
            }
        }
        store.done(done);
        store.retry(retries);
        for (Handled end : handled) {
            inFlight.remove(end.message().id());
            if (end.fault() == null) {
                counters.released(end.decision().outcome());
            } else {
                counters.handlerFailures.increment();
                LOG.log(
                        System.Logger.Level.WARNING,
                        "held message " + end.message().id() + " was not taken back",
                        end.fault());
            }
        }
        handled.clear();
    }

    private void settleChecked() throws QuarantineException {
        if (checked.isEmpty()) {
            return;
        }
        Instant now = clock.instant();
        Map<Long, Decision> decisions = new HashMap<>();
        Map<DomainName, Retry> undecided = new HashMap<>();
        List<Retry> retries = new ArrayList<>();
        Set<DomainName> answering = new HashSet<>();
        for (Checked check : checked) {
            HeldMessage message = check.message();
            Optional<Decision> decision = decision(check, now);
            if (decision.isPresent()) {
                decisions.put(message.id(), decision.get());
                if (decision.get().source() == Decision.Source.DNS) {
                    answering.add(check.subject());
                }
                continue;
            }
            Instant next = pauses.next(now, message.attempts() + 1, notBefore(check));
            Instant due = next.isBefore(message.until()) ? next : message.until();
            Retry retry = new Retry(message.id(), due, message.attempts() + 1, false);
            retries.add(retry);
            undecided.put(check.subject(), retry);
        }
        Map<Long, Decision> standing = store.decide(decisions);
        store.retry(retries);
        for (Map.Entry<DomainName, Retry> one : undecided.entrySet()) {
            if (!answering.contains(one.getKey())) {
                store.postpone(
                        one.getKey(), one.getValue().due(), one.getValue().attempts());
            }
        }
        counters.retries.add(retries.size());
        recovering.removeAll(undecided.keySet());
        recovering.addAll(answering);
        for (Checked check : checked) {
            HeldMessage message = check.message();
            Decision stands = standing.get(message.id());
            if (stands == null) {
                inFlight.remove(message.id()); // to be looked at again, or no longer ours
            } else {
                handlers.submit(message, stands);
            }
        }
        checked.clear();
    }

    /** What was decided; nothing where DNS does not answer, and the message has time left. */
    private static Optional<Decision> decision(Checked check, Instant now) {
        RmxVerdict verdict = check.verdict();
        if (verdict != null && verdict.result() != RmxResult.TEMPERROR) {
            return Optional.of(Decision.of(verdict));
        }
        if (now.isBefore(check.message().until())) {
            return Optional.empty();
        }
        String reason = "held until " + check.message().until() + ", and DNS did not answer"
                + (verdict == null ? "" : ": " + verdict.reason());
        return Optional.of(new Decision(RmxOutcome.TEMP_FAIL, Optional.empty(), reason, Decision.Source.TIME));
    }

    private static Instant notBefore(Checked check) {
        RmxVerdict verdict = check.verdict();
        return verdict == null ? Instant.MIN : verdict.retryAfter().orElse(Instant.MIN);
    }

    /** Takes on what is due, and what waits for a domain that answers again. */
    private void claim() throws QuarantineException {
        Instant now = clock.instant();
        int room = most - inFlight.size();
        if (room > 0) {
            // half of the room is for domains that have recovered, so that neither keeps the other waiting
            int forDue = recovering.isEmpty() ? room : (room + 1) / 2;
            start(store.claim(now, pauses.horizon(now), forDue));
        }
        for (DomainName subject : List.copyOf(recovering)) {
            room = most - inFlight.size();
            if (room <= 0) {
                return;
            }
            List<HeldMessage> more = store.claim(subject, room);
            start(more);
            if (more.size() < room) {
                recovering.remove(subject);
            }
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the stage only reports
    private void start(List<HeldMessage> claimed) {
        for (HeldMessage message : claimed) {
            if (inFlight.put(message.id(), message) != null) {
                continue; // its lease had run out, and is ours again
            }
            if (message.decision().isPresent()) {
                handlers.submit(message, message.decision().get());
            } else {
                checker.checkAsync(message.query())
                        .whenComplete((verdict, fault) -> events.add(() -> checked.add(new Checked(message, verdict))));
            }
        }
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

    /** Lets handlers come to their end, and gives back what was not decided. */
    private void end() {
        try {
            handlers.close();
            take(Duration.ZERO);
            settleHandled();
            Instant now = clock.instant();
            List<Retry> rest = inFlight.values().stream()
                    .map(message -> new Retry(message.id(), now, message.attempts(), false))
                    .toList();
            store.retry(rest);
        } catch (QuarantineException | RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "leases were not given back, and have to run out", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
