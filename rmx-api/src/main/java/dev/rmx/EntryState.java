package dev.rmx;

/**
 * How an entry, or one question that it asks, stands to the client ([EVAL-2]). All but {@code NO} and {@code YES} are kinds of
 * <i>unknown</i>. The order is that of weight: where any of several questions can make an entry match, the greatest state is the entry's.
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
