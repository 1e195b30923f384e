package dev.rmx;

/**
 * Walks through an ordered list of directives, the entries of an RMX record or the terms of an SPF record; the first
 * that matches decides. Some answers may be missing, so the walk carries every state in which it may stand, as a set of
 * bits. For SPF, {@link SpfStates} says what they count. RMX counts nothing on its way, so its set has one state or
 * none.
 */
final class Walk {
    /** The set with only the state in which a walk begins: nothing counted. */
    static final long BEGIN = 1;

    /** No state is left: a directive was sure to match. */
    static final long ENDED = 0;

    /** A list of directives, for one client. */
    interface Directives {
        /**
         * The index of the next directive, at {@code from} or later, that can match the client; {@link #size} if there
         * is none.
         */
        int next(int from);

        int size();

        /** Adds the possible results of a directive in these states; gives the states in which the walk goes on. */
        long take(int place, long states);
    }

    private Walk() {}

    /**
     * Gives the states in which no directive matches. A directive after a sure match is not taken, and asks nothing.
     */
    static long through(Directives directives, long states, Observer observer) {
        long left = states;
        int reached = -1;
        int place = directives.next(0);
        while (left != ENDED && place < directives.size()) { // [REC-1], [SPF-5] nothing behind a sure match
            observer.begins(directives, place);
            left = directives.take(place, left); // [EVAL-3] the first yes ends the walk
            observer.ends();
            reached = place;
            place = directives.next(place + 1);
        }
        observer.walked(directives, left == ENDED ? reached : directives.size());
        return left;
    }
}
