package dev.rmx;

import dev.rmx.spf.SpfResult;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a directive that cannot be listed comes to for one client and sender.
 *
 * @param kind what it comes to
 * @param word what the record says to which a term of SPF leads; null for other directives
 * @param terms how many terms that record counts; {@link #ANY} if that is open
 * @param voids how many of them are void
 * @param directive the directive where it was met first, with the terms of SPF above it, for people
 */
record UnlistedWay(Kind kind, @Nullable SpfResult word, int terms, int voids, String directive) {
    private static final int ANY = -1;

    enum Kind {
        MATCHES("matches"),
        /** It does not match; whether it is void is open, or does not count. */
        DOES_NOT_MATCH("does not match"),
        /** It does not match, and is not void. */
        IS_NOT_VOID("does not match, though its name has records"),
        IS_VOID("finds nothing"),
        /** No question is asked for this client and sender. */
        IS_NOT_ASKED("is not asked"),
        HAS_TOO_MANY("finds too many records"),
        PASSES("passes"),
        FAILS("fails"),
        /** It decides by itself: nothing else matters. */
        DECIDES("decides"),
        /** It leads to a record. */
        LEADS("gives ");

        private final String text;

        Kind(String text) {
            this.text = text;
        }
    }

    static UnlistedWay of(Kind kind) {
        return new UnlistedWay(kind, null, 0, 0, "");
    }

    static List<UnlistedWay> of(Kind one, Kind other) {
        return List.of(of(one), of(other));
    }

    /** A record says this, and counts any number of terms and voids. */
    static UnlistedWay leads(SpfResult word) {
        return new UnlistedWay(Kind.LEADS, word, ANY, ANY, "");
    }

    /** The same, with a number of terms and voids. */
    UnlistedWay counting(int more, int moreVoid) {
        return new UnlistedWay(kind, word, more, moreVoid, directive);
    }

    UnlistedWay of(List<String> chain) {
        return new UnlistedWay(kind, word, terms, voids, String.join(" > ", chain));
    }

    boolean countsAny() {
        return terms == ANY;
    }

    /** Whether the directive can come to both at once. */
    boolean allows(UnlistedWay other) {
        if (kind != other.kind) {
            return leavesVoidOpen(other.kind) || other.leavesVoidOpen(kind);
        }
        return word == other.word
                && (countsAny() || other.countsAny() || (terms == other.terms && voids == other.voids));
    }

    private boolean leavesVoidOpen(Kind other) {
        return kind == Kind.DOES_NOT_MATCH && (other == Kind.IS_VOID || other == Kind.IS_NOT_VOID);
    }

    @Override
    public String toString() {
        String counts =
                kind != Kind.LEADS || countsAny() ? "" : " with " + terms + " lookups, " + voids + " of them void";
        return directive + " " + kind.text + (word == null ? "" : word) + counts;
    }
}
