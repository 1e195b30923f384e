package dev.rmx;

/**
 * Whether an entry, or one question that it asks, matches the client ([EVAL-2]). All but {@code NO} and {@code YES} are
 * kinds of <i>unknown</i>. The order is by weight: if any of several questions can make an entry match, the entry has
 * the greatest of their states.
 */
enum EntryState {
    NO,
    MALFORMED,
    FAILED,
    MISSING,
    YES;

    EntryState or(EntryState other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
