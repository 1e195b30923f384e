package dev.rmx.testkit.cli;

import dev.rmx.resolver.RmxChecker;
import dev.rmx.testkit.RmxDnsServer;
import org.jspecify.annotations.Nullable;

/**
 * A checker, and the server that it asks if that is our own.
 *
 * @param checker the checker
 * @param server the demo server; null if another is asked
 */
record DnsSource(RmxChecker checker, @Nullable RmxDnsServer server) implements AutoCloseable {
    @Override
    public void close() {
        checker.close();
        if (server != null) {
            server.close();
        }
    }
}
