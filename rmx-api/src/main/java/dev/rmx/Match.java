package dev.rmx;

/**
 * How an entry, or one lookup of it, stands to the client ([EVAL-2]). All but {@code NO} and {@code YES} are kinds of
 * <i>unknown</i>. The order is that of weight: of several lookups any of which can make an entry match, the greatest is
 * the entry's.
 */
enum Match {
    NO,
    MALFORMED,
    FAILED,
    MISSING,
    YES;

    Match or(Match other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
