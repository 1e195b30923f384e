package dev.rmx.testkit.cli;

import dev.rmx.receive.Disposition;
import dev.rmx.receive.HeaderField;
import dev.rmx.receive.Reception;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * The actions for one message. A refusal answers every request. All else is done once: each request takes the next
 * action, since a response holds one action, and an action adds one field.
 */
final class PolicydMessage {
    /** Nothing to do: Postfix goes on with its next restriction. */
    static final String NOTHING = "DUNNO";

    private static final String HOLD = "HOLD ";
    private static final String PREPEND = "PREPEND ";
    /** The longest text of an action that is not a field. */
    private static final int LONGEST_TEXT = 500;
    /** The longest line of a field ([HDR-3]). Postfix takes no folds. */
    private static final int LONGEST_FIELD = 998;

    private final String refusal;
    private final Queue<String> once = new ArrayDeque<>();

    PolicydMessage(Reception reception) {
        this.refusal = reception.reply().map(Object::toString).orElse("");
        if (reception.disposition() == Disposition.QUARANTINE) {
            once.add(cut(HOLD + reception.reason())); // first: it matters most, and may be the only one asked for
        }
        for (HeaderField field : reception.fields()) {
            String line = field.toString().replace("\r\n", "");
            if (line.length() <= LONGEST_FIELD) {
                once.add(PREPEND + line);
            }
        }
    }

    /** The next action. Thread-safe. */
    synchronized String next(boolean afterHeader) {
        if (!refusal.isEmpty()) {
            return refusal;
        }
        String action = once.peek();
        if (action == null || (afterHeader && action.startsWith(PREPEND))) {
            return NOTHING;
        }
        once.remove();
        return action;
    }

    private static String cut(String text) {
        return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT - 3) + "...";
    }
}
