package dev.rmx.quarantine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Divides the size of a claim among kinds of work, so that no kind blocks the others. Each kind gets an equal share;
 * what one does not use goes to the others. They take turns at being first, so each gets its turn even if there is room
 * for one message only.
 *
 * <p>Safe to share between threads.
 */
final class ClaimShares {
    private final AtomicInteger turn = new AtomicInteger();

    /** Leases messages of one kind. */
    interface Kind<T, E extends Exception> {
        List<T> claim(int most) throws E;
    }

    <T, E extends Exception> List<T> claim(int most, List<Kind<T, E>> kinds) throws E {
        List<T> claimed = new ArrayList<>();
        List<Kind<T, E>> goOn = new ArrayList<>();
        int first = Math.floorMod(turn.getAndIncrement(), kinds.size());
        for (int left = kinds.size(); left > 0; left--) {
            Kind<T, E> kind = kinds.get((first + left) % kinds.size());
            int share = (most - claimed.size() + left - 1) / left;
            List<T> some = share == 0 ? List.of() : kind.claim(share);
            claimed.addAll(some);
            if (some.size() == share) {
                goOn.add(kind);
            }
        }
        for (Kind<T, E> kind : goOn) {
            if (claimed.size() < most) {
                claimed.addAll(kind.claim(most - claimed.size()));
            }
        }
        return claimed;
    }
}
