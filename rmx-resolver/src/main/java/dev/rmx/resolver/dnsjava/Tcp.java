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
 * Sends queries over TCP, each on its own connection (RFC 7766 §5). In dnsjava all queries to a server share one
 * connection until the program ends: there a response that stops half-way blocks all later ones, and every open
 * question fails when the server closes the connection.
 *
 * <p>Safe to share between threads. Its one thread starts with the first query, and ends with {@link #close}.
 */
final class Tcp implements AutoCloseable {
    private @Nullable AsynchronousChannelGroup group; // guarded by this, as is closed
    private boolean closed;

    /**
     * Sends the octets of a query, and returns those of the response. The connection closes in every case; cancelling
     * the future closes it too.
     */
    @SuppressWarnings("FutureReturnValueIgnored") // the stage only cleans up
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

    /** One query: writes its frame, then reads the length of the response, then the response. */
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

        /** Continues after a step, whose result is a number of octets; negative at the end of the connection. */
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

    /** Closes all connections. Their queries fail, and so do later ones. */
    @Override
    public synchronized void close() {
        closed = true;
        if (group != null) {
            try {
                group.shutdownNow();
            } catch (IOException e) {
                return; // its thread ends anyway
            }
        }
    }
}
