package dev.rmx.testkit;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports for the servers of tests. */
public final class FreePort {
    private FreePort() {}

    /** A free TCP port below the range for clients, so that it stays free until the server starts. */
    public static int ofTcp() throws IOException {
        BindException inUse = new BindException();
        for (int attempt = 0; attempt < 100; attempt++) {
            int port = 20_000 + ThreadLocalRandom.current().nextInt(12_000);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (BindException e) {
                inUse = e;
            }
        }
        throw inUse;
    }
}
