package dev.rmx;

/**
 * Walks through an ordered list of directives, of which the first that matches decides. Some answers may be missing, so the walk does
 * not stand in one state but in a set of them: those that are possible with what is known. An RMX record has one state.
 */
final class Walk {
    /** The set with nothing but the state in which a walk begins. */
    static final long BEGIN = 1;

    /** No state is left: a directive was sure to match. */
    static final long ENDED = 0;

    /** A list of directives, seen by one client. */
    interface Directives {
        /** The next place, from this one on, whose directive can match the client; {@link #size} if there is none. */
        int next(int from);

        /** How many directives there are. */
        int size();

        /** Adds what the directive can come to in these states; gives the states in which the walk goes on behind it. */
        long take(int place, long states);
    }

    private Walk() {}

    /** Gives the states in which no directive matches. Takes no directive behind one that is sure to match, so that it asks nothing. */
    static long through(Directives directives, long states) {
        long left = states;
        int place = directives.next(0);
        while (left != ENDED && place < directives.size()) {
            left = directives.take(place, left); // [EVAL-3] the first yes ends the walk
            place = directives.next(place + 1);
        }
        return left;
    }
}
