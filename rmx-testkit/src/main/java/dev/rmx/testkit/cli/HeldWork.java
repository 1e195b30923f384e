package dev.rmx.testkit.cli;

import dev.rmx.dns.DnsQuestion;
import dev.rmx.quarantine.Decision;
import dev.rmx.quarantine.HeldMessage;
import dev.rmx.quarantine.QuarantineException;
import dev.rmx.quarantine.QuarantineStore;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Does one thing to held messages, one after the other, and prints those to which it is done. */
final class HeldWork {
    /** How many lines are listed before a closed output is noticed. */
    private static final int UNHEARD = 100;
    /** How many messages are changed in one transaction. */
    private static final int MOST_TOGETHER = 1_000;

    private final QuarantineStore store;
    private final Order order;
    private final Instant now;
    private final long begun = System.nanoTime();
    private final RmxCommand.Streams streams;
    /** Questions that are due already. */
    private final Set<DnsQuestion> retried = new HashSet<>();

    private int together = 1;
    private boolean failed;
    private long printed;

    /**
     * What to do.
     *
     * @param decision the decision of {@link HeldAction#RELEASE}
     * @param dryRun whether only to print
     * @param json whether to print JSON
     */
    record Order(HeldAction action, Decision decision, boolean dryRun, boolean json) {}

    HeldWork(QuarantineStore store, Order order, Instant now, RmxCommand.Streams streams) {
        this.store = store;
        this.order = order;
        this.now = now;
        this.streams = streams;
    }

    /** Whether something could not be done. */
    boolean hasFailed() {
        return failed;
    }

    /** Does it to the messages of a page. Returns whether to go on. */
    boolean on(List<HeldMessage> page) throws QuarantineException {
        if (order.action.changes() && !order.dryRun) {
            return change(page);
        }
        for (HeldMessage message : page) {
            if (!on(message)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Changes several messages at once: one by one, a million would take minutes. At first only one, then more and
     * more, so that few are changed if the output is closed.
     */
    private boolean change(List<HeldMessage> page) throws QuarantineException {
        int from = 0;
        while (from < page.size()) {
            int to = Math.min(from + together, page.size());
            together = Math.min(2 * together, MOST_TOGETHER);
            changeTogether(page.subList(from, to));
            from = to;
            if (!isHeard()) {
                return false;
            }
        }
        return true;
    }

    private void changeTogether(List<HeldMessage> some) throws QuarantineException {
        List<Long> ids = some.stream().map(HeldMessage::id).toList();
        Set<Long> changed = changed(ids);
        Map<Long, HeldMessage> now = new HashMap<>();
        if (order.action != HeldAction.REMOVE) {
            store.list(ids.get(0) - 1, MOST_TOGETHER).forEach(message -> now.put(message.id(), message));
        }
        for (HeldMessage message : some) {
            long id = message.id();
            if (changed.contains(id)) {
                print(now.getOrDefault(id, message));
            } else if (order.action == HeldAction.RELEASE && keepsDecision(id)) {
                print(now.getOrDefault(id, message));
            } else if (order.action != HeldAction.RELEASE) {
                fail(id, "was handed back before");
            }
        }
    }

    private Set<Long> changed(List<Long> ids) throws QuarantineException {
        return switch (order.action) {
            case RELEASE -> store.release(ids, order.decision);
            case REMOVE -> store.remove(ids);
            case RETRY -> store.retryNow(ids);
            case LIST, SHOW, COUNT -> throw new IllegalStateException(order.action + " changes nothing");
        };
    }

    /** Does it to the message with this id. Returns whether to go on. */
    boolean on(long id) throws QuarantineException {
        HeldMessage message = store.find(id).orElse(null);
        if (message != null) {
            return on(message);
        }
        if (order.action == HeldAction.REMOVE && !order.dryRun && store.remove(id)) {
            streams.out().println(order.json ? HeldLine.unreadableJson(id) : id + "  could not be read");
            return isHeard();
        }
        fail(id, "is not held, or cannot be read");
        return true;
    }

    /** Does it to a message. Returns whether to go on. */
    boolean on(HeldMessage message) throws QuarantineException {
        if (order.dryRun || isDone(message)) {
            print(order.dryRun ? message : after(message));
            return isHeard();
        }
        return true;
    }

    private void print(HeldMessage message) {
        Instant then = now.plusNanos(System.nanoTime() - begun); // many messages take a while
        HeldLine line = new HeldLine(message, then);
        String text = order.action == HeldAction.SHOW ? line.details() : line.text();
        streams.out().println(order.json ? line.json() : text);
    }

    /** Whether somebody still reads the output. Each change is printed at once, and none is made unseen. */
    private boolean isHeard() {
        printed++;
        return !(order.action.changes() || printed % UNHEARD == 0)
                || !streams.out().checkError();
    }

    /** The message as it is now; as it was if it is gone. */
    private HeldMessage after(HeldMessage message) throws QuarantineException {
        boolean changed = order.action == HeldAction.RELEASE || order.action == HeldAction.RETRY;
        return changed ? store.find(message.id()).orElse(message) : message;
    }

    private boolean isDone(HeldMessage message) throws QuarantineException {
        long id = message.id();
        return switch (order.action) {
            case LIST, SHOW, COUNT -> true;
            case RELEASE -> store.release(id, order.decision) || keepsDecision(id);
            case REMOVE -> store.remove(id) || fail(id, "was handed back before");
            case RETRY -> isRetried(message) || fail(id, "was handed back before");
        };
    }

    /** [TEMP-6] A decided message is handed back now, with its decision. */
    private boolean keepsDecision(long id) throws QuarantineException {
        if (store.find(id).isEmpty()) {
            return fail(id, "was handed back before");
        }
        streams.err().println("rmx: message " + id + " keeps its decision");
        return true;
    }

    /** One message makes its question due for all that wait for it ([TEMP-5]). */
    private boolean isRetried(HeldMessage message) throws QuarantineException {
        DnsQuestion question = message.waitsFor().orElse(null);
        if (question != null && retried.contains(question)) {
            return true;
        }
        boolean held = store.retryNow(message.id());
        if (held && question != null) {
            retried.add(question);
        }
        return held;
    }

    private boolean fail(long id, String why) {
        streams.err().println("rmx: message " + id + " " + why);
        failed = true;
        return false;
    }
}
