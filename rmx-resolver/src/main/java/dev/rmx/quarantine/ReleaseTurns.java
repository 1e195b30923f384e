package dev.rmx.quarantine;

import dev.rmx.quarantine.CheckedBatch.Checked;
import dev.rmx.quarantine.Handlers.Handled;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What the release loop tells its store, {@linkplain QuarantineTurn turn} by turn, and what follows from the answers.
 * Results that the store did not accept stay here for the next turn: every turn can be repeated. Used by the loop's
 * thread.
 */
final class ReleaseTurns {
    private final QuarantineStore store;
    private final Leases leases;
    private final Checks checks;
    private final Handlers handlers;
    private final Interval polls;
    private final int most;
    private final Pauses pauses;
    private final InstantSource clock;
    private final ReleaseLog log;

    private final Map<Long, Checked> checked = new LinkedHashMap<>();
    private final Map<Long, Handled> handled = new LinkedHashMap<>();
    private final RecoveringQuestions recovering = new RecoveringQuestions();

    ReleaseTurns(
            QuarantineStore store,
            Leases leases,
            Checks checks,
            Handlers handlers,
            QuarantineSettings settings,
            Pauses pauses,
            InstantSource clock,
            ReleaseLog log) {
        this.store = store;
        this.leases = leases;
        this.checks = checks;
        this.handlers = handlers;
        this.polls = new Interval(settings.pollEvery());
        this.most = settings.mostInFlight();
        this.pauses = pauses;
        this.clock = clock;
        this.log = log;
    }

    /** Asks for due messages in the next turn. */
    void pollNow() {
        polls.now();
    }

    void add(Checked check) {
        checked.put(check.message().id(), check);
    }

    void add(Handled end) {
        handled.put(end.message().id(), end);
    }

    /** Whether a handler took this message or failed, and the store does not know yet. */
    boolean isHandled(long id) {
        return handled.containsKey(id);
    }

    /** Whether checks or handlers of messages in flight have not ended. */
    boolean isMoreToCome() {
        return leases.size() > checked.size() + handled.size();
    }

    /**
     * The next turn: how handlers and checks ended, and a claim of messages that are due or whose question is answered
     * again.
     *
     * @param inParts whether to make several turns of it, since the last one failed: what the store refuses of one must
     *     not hold up the others
     * @return the turns to make; none if there is nothing to tell
     */
    List<QuarantineTurn> next(boolean inParts) {
        HandledBatch ends = HandledBatch.of(handled.values(), pauses);
        CheckedBatch batch = CheckedBatch.of(checked.values(), clock.instant(), pauses);
        recovering.learn(batch);
        int landing = inParts ? 0 : handled.size() + batch.waits().size();
        int room = handlers.areStuck() ? 0 : most - leases.size() + landing;
        // half of the room is for questions that are answered again, so that neither side blocks the other
        int forDue = !polls.isTime() ? 0 : recovering.isEmpty() ? room : (room + 1) / 2;
        QuarantineTurn turn = new QuarantineTurn(
                ends.done(),
                ends.retries(),
                batch.decisions(),
                batch.waits(),
                forDue,
                recovering.shares(room - forDue));
        return inParts ? turn.parts() : turn.isEmpty() ? List.of() : List.of(turn);
    }

    /** Tells the store only how handlers ended. */
    void makeLast() throws QuarantineException {
        HandledBatch ends = HandledBatch.of(handled.values(), pauses);
        QuarantineTurn turn = new QuarantineTurn(ends.done(), ends.retries(), Map.of(), Map.of(), 0, Map.of());
        if (!turn.isEmpty()) {
            make(turn, false);
        }
    }

    /**
     * Makes a turn, and does what follows from it: hands decided messages back, and checks the claimed ones.
     *
     * @param cutOff whether we are cut off from DNS
     */
    void make(QuarantineTurn turn, boolean cutOff) throws QuarantineException {
        long moment = System.nanoTime();
        Instant before = clock.instant();
        QuarantineTurn.Result result = store.turn(turn);
        log.clocks(before, result.now(), clock.instant());
        settleHandled(turn);
        settleChecked(turn, result.standing());
        if (turn.most() > 0) {
            // fewer than asked for can mean that questions without free messages took up the room
            polls.done(2 * result.due().size() >= turn.most());
        }
        recovering.claimed(turn.mostOf(), result.ofQuestions());
        start(result.due(), result.now(), cutOff, moment);
        start(result.ofQuestions(), result.now(), cutOff, moment);
    }

    private void settleHandled(QuarantineTurn turn) {
        turn.done().forEach(id -> {
            log.released(ended(handled, id).decision().outcome());
            leases.landed(id);
        });
        turn.retries().keySet().forEach(id -> {
            log.handlerFailed(id, ended(handled, id).fault());
            leases.landed(id);
        });
    }

    private void settleChecked(QuarantineTurn turn, Map<Long, Decision> standing) {
        turn.decisions().keySet().forEach(id -> {
            HeldMessage message = ended(checked, id).message();
            Decision stands = standing.get(id);
            if (stands == null) {
                leases.landed(id); // it is no longer ours
            } else {
                handlers.submit(message, stands); // [TEMP-3] the store has its decision
            }
        });
        turn.waits().keySet().forEach(id -> {
            ended(checked, id);
            leases.landed(id);
        });
        log.retried(turn.waits().size());
    }

    private static <T> T ended(Map<Long, T> results, long id) {
        return Objects.requireNonNull(results.remove(id));
    }

    /**
     * Starts the checks of messages that were claimed after a moment. Decisions already made are stored again: another
     * thread may have just made one, and it may not be on disk yet.
     */
    private void start(List<HeldMessage> claimed, Instant now, boolean cutOff, long moment) {
        for (HeldMessage message : claimed) {
            if (leases.take(message, moment)) {
                checks.start(Checked.failed(message, !now.isBefore(message.until()), cutOff));
            }
        }
    }
}
