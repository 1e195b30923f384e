package dev.rmx.resolver.dnsjava;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.AbstractSelectableChannel;
import java.nio.channels.spi.AbstractSelector;
import java.nio.channels.spi.SelectorProvider;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A caller reads, and its selector fails. The reader's own thread is not started. */
@Timeout(60)
class FailingSelectorTest {
    private final UdpReader reader = new UdpReader(new Failing(), ended -> {});

    @Test
    void the_caller_lets_others_read() throws Exception {
        assertThat(reader.start()).isTrue();
        reader.until(new CompletableFuture<>());
        assertThat(reader.isHere()).isFalse();
        assertThat(reader.start()).isTrue();
    }

    @Test
    void LIM_3_what_was_to_be_done_after_reading_is_done() throws Exception {
        List<String> ran = new ArrayList<>();
        reader.afterReading(() -> ran.add("time-out"));
        assertThat(reader.start()).isTrue();
        reader.until(new CompletableFuture<>());
        assertThat(ran).containsExactly("time-out");
    }

    private static final class Failing extends AbstractSelector {
        Failing() {
            super(SelectorProvider.provider());
        }

        @Override
        public int select() throws IOException {
            throw new IOException("planted");
        }

        @Override
        public int select(long timeout) throws IOException {
            return select();
        }

        @Override
        public int selectNow() throws IOException {
            return select();
        }

        @Override
        public Selector wakeup() {
            return this;
        }

        @Override
        public Set<SelectionKey> keys() {
            return Set.of();
        }

        @Override
        public Set<SelectionKey> selectedKeys() {
            return new HashSet<>(); // select() clears it
        }

        @Override
        protected SelectionKey register(AbstractSelectableChannel channel, int ops, Object attachment) {
            throw new UnsupportedOperationException("no channel here");
        }

        @Override
        protected void implCloseSelector() {}
    }
}
