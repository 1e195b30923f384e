package dev.rmx.resolver.dnsjava;

import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;

/**
 * Fetches random numbers in blocks, as the system's generator takes a microsecond for a single one, and each query
 * needs three. Safe to share between threads.
 */
final class BufferedRandom implements RandomGenerator {
    private static final int OCTETS = 1024;

    private final RandomGenerator source;
    private final ByteBuffer block = ByteBuffer.allocate(OCTETS).limit(0); // guarded by this

    BufferedRandom(RandomGenerator source) {
        this.source = source;
    }

    @Override
    public synchronized long nextLong() {
        fill(Long.BYTES);
        return block.getLong();
    }

    @Override
    public synchronized int nextInt() {
        fill(Integer.BYTES);
        return block.getInt();
    }

    private void fill(int octets) {
        if (block.remaining() < octets) {
            source.nextBytes(block.array());
            block.clear();
        }
    }
}
