package dev.rmx.testkit.cli;

import dev.rmx.resolver.RmxChecker;
import dev.rmx.testkit.RmxDnsServer;
import org.jspecify.annotations.Nullable;

/**
 * A checker, and its server if that is the demo server.
 *
 * @param checker the checker
 * @param server the demo server, or null
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
