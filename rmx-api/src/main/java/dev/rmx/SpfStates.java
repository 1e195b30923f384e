package dev.rmx;

/**
 * Sets of states in which the evaluation of an SPF record can stand. A state is a pair: how many terms and how many
 * voids were counted on the way ([SPF-4]). A set is a {@code long}, so that it costs nothing to hand on; the state with
 * {@code t} terms and {@code v} voids is bit {@code t * (most voids + 1) + v}.
 */
final class SpfStates {
    /** No state. */
    static final long NONE = 0;

    /** The most states that a set can hold. */
    static final int MOST = 64;

    private final int terms;
    private final int voids;
    /** How many bits one term more moves a state. */
    private final int row;
    /** The states with no term left to count. */
    private final long lastTerm;
    /** The states with no void left to count. */
    private final long lastVoid;
    /** The states with no void counted. */
    private final long firstVoid;
    /** All states. */
    private final long all;

    /**
     * Sets within limits.
     *
     * @param terms how many terms may count
     * @param voids how many voids may count
     */
    SpfStates(int terms, int voids) {
        this.terms = terms;
        this.voids = voids;
        this.row = voids + 1;
        int count = (terms + 1) * row;
        if (count > MOST) {
            throw new IllegalArgumentException("at most " + MOST + " states of terms and voids, not " + count);
        }
        this.all = count == MOST ? -1 : (1L << count) - 1;
        long one = row == MOST ? -1 : (1L << row) - 1;
        this.lastTerm = one << (terms * row);
        long column = 0;
        for (int i = 0; i <= terms; i++) {
            column |= 1L << (i * row + voids);
        }
        this.lastVoid = column;
        this.firstVoid = column >>> voids;
    }

    /** How many terms may count. */
    int termLimit() {
        return terms;
    }

    /** How many voids may count. */
    int voidLimit() {
        return voids;
    }

    /** One term more; states that had the most are not among them. */
    long counted(long states) {
        return (states & ~lastTerm) << row;
    }

    /** The states that one term more takes over the limit. */
    long beyondTerms(long states) {
        return states & lastTerm;
    }

    /** One void more; states that had the most are not among them. */
    long voided(long states) {
        return (states & ~lastVoid) << 1;
    }

    /** The states that one void more takes over the limit. */
    long beyondVoids(long states) {
        return states & lastVoid;
    }

    /** Any number of terms more, each of them void or not, within the limits. */
    long withAnyNumber(long states) {
        long reached = states;
        for (int i = 0; i < terms; i++) {
            long next = counted(reached);
            reached |= next | voided(next);
        }
        return reached & all;
    }

    /** So many terms more, some of them void; states that run over a limit are not among them. */
    long withNumber(long states, int more, int moreVoid) {
        long reached = states;
        for (int i = 0; i < more; i++) {
            reached = counted(reached);
        }
        for (int i = 0; i < moreVoid; i++) {
            reached = voided(reached);
        }
        return reached;
    }

    /** How many terms were counted, at the most. */
    int mostTerms(long states) {
        return (63 - Long.numberOfLeadingZeros(states)) / row;
    }

    /** How many terms were counted, at the least. */
    int leastTerms(long states) {
        return Long.numberOfTrailingZeros(states) / row;
    }

    /** How many voids were counted, at the least. */
    int leastVoids(long states) {
        int voids = 0;
        while ((states & (firstVoid << voids)) == NONE) {
            voids++;
        }
        return voids;
    }

    /** How many voids were counted, at the most. */
    int greatestVoids(long states) {
        int voids = row - 1;
        while ((states & (firstVoid << voids)) == NONE) {
            voids--;
        }
        return voids;
    }

    /** How many voids were counted, at the most, where the most terms were. */
    int mostVoids(long states) {
        return (63 - Long.numberOfLeadingZeros(states)) % row;
    }
}
