package dev.rmx.resolver.dnsjava;

import dev.rmx.resolver.internal.DaemonThreads;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.CompletionHandler;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Sends queries over TCP, each on a connection of its own (RFC 7766 §5). In dnsjava all that go to a server share one, for as long
 * as the program runs: there one response that stops half way keeps all later ones from being read, and when the server closes
 * the connection, every question on it fails.
 *
 * <p>Safe to share between threads. Its one thread starts with the first query, and ends with {@link #close}.
 */
final class Tcp implements AutoCloseable {
    private @Nullable AsynchronousChannelGroup group; // with closed guarded by this
    private boolean closed;

    /** Sends the octets of a query, and brings those of the response. However that ends, also by cancelling it, the connection closes. */
    @SuppressWarnings("FutureReturnValueIgnored") // the stage only tidies up
    CompletableFuture<byte[]> send(InetSocketAddress server, byte[] query) {
        AsynchronousSocketChannel channel;
        try {
            channel = AsynchronousSocketChannel.open(group());
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        }
        CompletableFuture<byte[]> response = new CompletableFuture<>();
        response.whenComplete((octets, failure) -> close(channel));
        new Exchange(channel, response).start(server, query);
        return response;
    }

    private synchronized AsynchronousChannelGroup group() throws IOException {
        if (closed) {
            throw new ClosedChannelException();
        }
        if (group == null) {
            group = AsynchronousChannelGroup.withFixedThreadPool(1, new DaemonThreads("rmx-dns-tcp"));
        }
        return group;
    }

    private static void close(AsynchronousSocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            return; // it is no longer used either way
        }
    }

    /** One query on its way: its frame is written, then the length of the response read, then the response. */
    private record Exchange(AsynchronousSocketChannel channel, CompletableFuture<byte[]> response) {
        void start(InetSocketAddress server, byte[] query) {
            ByteBuffer frame = ByteBuffer.allocate(2 + query.length);
            frame.putShort((short) query.length).put(query).flip();
            channel.connect(server, null, then(() -> write(frame)));
        }

        private void write(ByteBuffer frame) {
            if (frame.hasRemaining()) {
                channel.write(frame, null, then(() -> write(frame)));
            } else {
                ByteBuffer length = ByteBuffer.allocate(2);
                fill(length, () -> {
                    ByteBuffer message = ByteBuffer.allocate(length.getShort(0) & 0xffff);
                    fill(message, () -> response.complete(message.array()));
                });
            }
        }

        private void fill(ByteBuffer buffer, Runnable full) {
            if (buffer.hasRemaining()) {
                channel.read(buffer, null, then(() -> fill(buffer, full)));
            } else {
                full.run();
            }
        }

        /** What is done after a step; its result is a number of octets, which is negative at the end of the connection. */
        private <T> CompletionHandler<T, Object> then(Runnable next) {
            return new CompletionHandler<>() {
                @Override
                public void completed(T result, Object nothing) {
                    if (result instanceof Integer octets && octets < 0) {
                        failed(new EOFException("the connection was closed"), nothing);
                    } else {
                        next.run();
                    }
                }

                @Override
                public void failed(Throwable failure, Object nothing) {
                    response.completeExceptionally(failure);
                }
            };
        }
    }

    /** Ends the connections that are open; their queries fail, as later ones do. */
    @Override
    public synchronized void close() {
        closed = true;
        if (group != null) {
            try {
                group.shutdownNow();
            } catch (IOException e) {
                return; // its thread ends either way
            }
        }
    }
}
