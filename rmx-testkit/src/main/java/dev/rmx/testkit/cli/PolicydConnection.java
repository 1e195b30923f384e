package dev.rmx.testkit.cli;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

/** A connection from Postfix. Its requests have no numbers, so each is answered before the next one is read. */
final class PolicydConnection implements Runnable {
    private final InputStream in;
    private final OutputStream out;
    private final Closeable socket;
    private final Function<PolicydRequest, CompletableFuture<String>> answers;
    private final Consumer<String> log;

    /** Whether a request is being answered. Guarded by this, as is the next field. */
    private boolean answering;

    private boolean stopping;

    PolicydConnection(
            InputStream in,
            OutputStream out,
            Closeable socket,
            Function<PolicydRequest, CompletableFuture<String>> answers,
            Consumer<String> log) {
        this.in = new BufferedInputStream(in);
        this.out = out;
        this.socket = socket;
        this.answers = answers;
        this.log = log;
    }

    /** Answers requests until either side closes the connection. */
    @Override
    public void run() {
        try (socket) {
            Optional<PolicydRequest> request = PolicydRequest.read(in);
            while (request.isPresent() && begin()) {
                String response = "action=" + answers.apply(request.get()).join() + "\n\n";
                out.write(response.getBytes(StandardCharsets.US_ASCII));
                out.flush();
                if (!end()) {
                    return;
                }
                request = PolicydRequest.read(in);
            }
        } catch (ProtocolException e) {
            log.accept("closed a connection: " + e.getMessage());
        } catch (SocketTimeoutException | EOFException e) {
            // the other side has gone
        } catch (IOException e) {
            if (!isStopping()) {
                log.accept("lost a connection: " + e.getMessage());
            }
        } catch (RuntimeException e) {
            log.accept("internal error, closed a connection: " + e);
        }
    }

    private synchronized boolean begin() {
        answering = !stopping;
        return answering;
    }

    private synchronized boolean end() {
        answering = false;
        return !stopping;
    }

    private synchronized boolean isStopping() {
        return stopping;
    }

    /** Ends the connection: at once, or when the request under way is answered. */
    synchronized void stop() {
        stopping = true;
        if (!answering) {
            try {
                socket.close();
            } catch (IOException e) {
                // it is no longer used
            }
        }
    }
}
