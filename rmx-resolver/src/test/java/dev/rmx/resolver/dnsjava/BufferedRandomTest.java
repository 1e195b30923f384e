package dev.rmx.resolver.dnsjava;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Every octet of the source is used once at most: a number that comes twice could be guessed. */
class BufferedRandomTest {
    /** Counts, in groups of four octets. */
    private static final class Counting implements RandomGenerator {
        private int next = 1;

        @Override
        public long nextLong() {
            throw new UnsupportedOperationException("octets only");
        }

        @Override
        public void nextBytes(byte[] octets) {
            for (int i = 0; i < octets.length; i += 4, next++) {
                octets[i] = (byte) (next >> 24);
                octets[i + 1] = (byte) (next >> 16);
                octets[i + 2] = (byte) (next >> 8);
                octets[i + 3] = (byte) next;
            }
        }
    }

    private final BufferedRandom random = new BufferedRandom(new Counting());

    @Test
    void ints_come_in_the_order_of_the_source() {
        for (int i = 1; i <= 10_000; i++) {
            assertThat(random.nextInt()).isEqualTo(i);
        }
    }

    @Test
    void no_octet_serves_twice() {
        Set<Integer> seen = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            long both = random.nextLong();
            assertThat(seen.add((int) (both >> 32))).isTrue();
            assertThat(seen.add((int) both)).isTrue();
            assertThat(seen.add(random.nextInt())).isTrue();
        }
        assertThat(seen).doesNotContain(0);
    }
}
