package dev.rmx;

import dev.rmx.record.IpPrefix;
import dev.rmx.record.RmxEntry;
import dev.rmx.record.RmxEntryType;
import dev.rmx.record.RmxRecord;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Counts the addresses that the literal prefixes of a record authorize, the first match deciding (draft 13.2). */
final class AuthorizedAddresses {
    private static final Comparator<Literal> OUTER_FIRST = Comparator.comparing(
                    (Literal literal) -> literal.prefix().address())
            .thenComparingInt(literal -> literal.prefix().length());

    /** A literal entry, and how early it stands: for an address that several hold, the lowest rank decides. */
    private record Literal(IpPrefix prefix, boolean grants, int rank) {
        BigInteger size() {
            return BigInteger.ONE.shiftLeft(prefix.family().bits() - prefix.length());
        }
    }

    /** A prefix around those that follow in the sweep, and which literal decides for its addresses. */
    private record Open(IpPrefix prefix, Literal winner) {}

    private AuthorizedAddresses() {}

    /**
     * Prefixes are nested or disjoint. Taken from the outside in, each adds what it changes against the prefix around it.
     */
    static BigInteger count(RmxRecord record, @Nullable RmxRecord fullRecord) {
        List<Literal> literals = literals(record, fullRecord);
        literals.sort(OUTER_FIRST);
        BigInteger total = BigInteger.ZERO;
        Deque<Open> around = new ArrayDeque<>();
        for (Literal literal : literals) {
            while (!around.isEmpty()
                    && !around.peek().prefix().contains(literal.prefix().address())) {
                around.pop();
            }
            Open outer = around.peek();
            Literal winner = outer != null && outer.winner().rank() < literal.rank() ? outer.winner() : literal;
            boolean before = outer != null && outer.winner().grants();
            if (winner.grants() && !before) {
                total = total.add(literal.size());
            } else if (!winner.grants() && before) {
                total = total.subtract(literal.size());
            }
            around.push(new Open(literal.prefix(), winner));
        }
        return total;
    }

    /** The literal entries that can be reached, in order; nothing behind {@code unused} can. */
    private static List<Literal> literals(RmxRecord record, @Nullable RmxRecord fullRecord) {
        List<Literal> literals = new ArrayList<>();
        for (RmxEntry entry : inPlace(record, fullRecord)) {
            if (entry.type() == RmxEntryType.UNUSED) {
                break;
            }
            if (entry instanceof RmxEntry.Literal literal) {
                literals.add(new Literal(literal.prefix(), entry.grants(), literals.size()));
            }
        }
        return literals;
    }

    /** The entries with those of the full address's record in place of the first {@code full}: a second one would add none. */
    private static List<RmxEntry> inPlace(RmxRecord record, @Nullable RmxRecord fullRecord) {
        int at = record.entries().indexOf(new RmxEntry.Full());
        if (fullRecord == null || at < 0) {
            return record.entries();
        }
        List<RmxEntry> entries = new ArrayList<>(record.entries());
        entries.addAll(at, fullRecord.entries());
        return entries;
    }
}
