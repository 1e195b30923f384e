package dev.rmx.resolver.dnsjava;

/**
 * How a resolver reaches its servers: in the place of the one thread, and of the connections, that all of a program's dnsjava shares.
 *
 * @param udp for queries
 * @param tcp for those whose response was truncated
 */
record Sockets(UdpSockets udp, TcpConnections tcp) implements AutoCloseable {
    Sockets() {
        this(new UdpSockets(), new TcpConnections());
    }

    @Override
    public void close() {
        udp.close();
        tcp.close();
    }
}
