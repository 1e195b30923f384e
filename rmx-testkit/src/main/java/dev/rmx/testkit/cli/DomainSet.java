package dev.rmx.testkit.cli;

import dev.rmx.record.DomainName;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The domains that an audit has begun. It keeps 128 bits of a name's SHA-256 instead of the name: a domain takes 24 to
 * 48 octets, however long its name is, and no list of names makes two of them look like one. For one thread.
 */
final class DomainSet {
    private final MessageDigest digest;
    /** Two for each domain, at the place to which its hash points or behind it; zeros are free. */
    private long[] slots = new long[1 << 12];

    private int size;

    DomainSet() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Adds a domain; returns false if it is there already. */
    boolean add(DomainName domain) {
        ByteBuffer hash = ByteBuffer.wrap(digest.digest(domain.toWire()));
        if (3L * (size + 1) * 2 > 2L * slots.length) { // two thirds are full
            grow();
        }
        boolean added = put(slots, hash.getLong(), hash.getLong() | 1); // never zero
        size += added ? 1 : 0;
        return added;
    }

    private void grow() {
        long[] larger = new long[Math.multiplyExact(slots.length, 2)];
        for (int i = 0; i < slots.length; i += 2) {
            if (slots[i + 1] != 0) {
                put(larger, slots[i], slots[i + 1]);
            }
        }
        slots = larger;
    }

    private static boolean put(long[] slots, long high, long low) {
        int mask = slots.length - 1;
        for (int i = (int) high << 1 & mask; ; i = i + 2 & mask) {
            if (slots[i + 1] == 0) {
                slots[i] = high;
                slots[i + 1] = low;
                return true;
            } else if (slots[i] == high && slots[i + 1] == low) {
                return false;
            }
        }
    }
}
