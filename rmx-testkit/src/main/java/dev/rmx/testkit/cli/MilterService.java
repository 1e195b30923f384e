package dev.rmx.testkit.cli;

import dev.rmx.quarantine.Quarantine;
import dev.rmx.record.DomainName;
import dev.rmx.testkit.milter.MilterServer;
import dev.rmx.testkit.milter.RmxMilter;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.nightcode.milter.util.Log;

/**
 * A milter that serves until a signal. Apart from its command, because picocli loads every class that a command's
 * methods name, and jmilter may be missing.
 */
final class MilterService {
    /** Longer than a check takes: a client may still be sending the text of its message. */
    private static final Duration LAST_MESSAGES = Duration.ofSeconds(30);

    private final Service service;

    MilterService(Service service) {
        this.service = service;
    }

    /**
     * Serves, and does not return before the process ends.
     *
     * @throws BadInputException if it cannot listen at the address
     */
    int serve(InetSocketAddress address, DomainName host, RmxMilter milter, Optional<Quarantine> quarantine) {
        LoggingHandler quiet = new LoggingHandler(message -> {});
        LoggingHandler log = new LoggingHandler(service::log);
        Log.setLoggingHandler(quiet, quiet, log, log, log);
        MilterServer server;
        try {
            server = MilterServer.start(address, milter);
        } catch (IOException e) {
            throw Service.cannotListen(address, e);
        }
        return service.serve(
                "listens on " + AddressOption.text(server.address()) + " as " + host, () -> stop(server, quarantine));
    }

    private static void stop(MilterServer server, Optional<Quarantine> quarantine) {
        try {
            server.stop(LAST_MESSAGES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            quarantine.ifPresent(Quarantine::close);
        }
    }

    /** Writes jmilter's messages without their stack traces. */
    private record LoggingHandler(Consumer<String> lines) implements Log.LoggingHandler {
        @Override
        public void log(Class<?> source, String message) {
            lines.accept(message);
        }

        @Override
        @SuppressWarnings("AnnotateFormatMethod") // jmilter's method is not annotated
        public void log(Class<?> source, String message, Object... arguments) {
            lines.accept(String.format(message, arguments));
        }

        @Override
        public void log(Class<?> source, String message, @Nullable Throwable problem) {
            lines.accept(message);
        }

        @Override
        public void log(Class<?> source, Supplier<String> message, @Nullable Throwable problem) {
            lines.accept(message.get());
        }
    }
}
