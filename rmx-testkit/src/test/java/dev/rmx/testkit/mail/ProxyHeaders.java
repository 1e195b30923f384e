package dev.rmx.testkit.mail;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Headers of the PROXY protocol, as a load balancer sends them. */
final class ProxyHeaders {
    private static final byte[] SIGNATURE = "\r\n\r\n\0\r\nQUIT\n".getBytes(StandardCharsets.US_ASCII);

    private ProxyHeaders() {}

    /** Version 1, from this text between PROXY and the line end. */
    static byte[] text(String rest) {
        return ("PROXY " + rest + "\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    /** Version 1. */
    static byte[] version1(InetAddress client) {
        return client.getAddress().length == 4
                ? text("TCP4 " + client.getHostAddress() + " 192.0.2.25 4711 25")
                : text("TCP6 " + client.getHostAddress() + " 2001:db8::25 4711 25");
    }

    /** Version 2, for a client. */
    static byte[] version2(InetAddress client) {
        byte[] address = client.getAddress();
        ByteBuffer addresses = ByteBuffer.allocate(2 * address.length + 4)
                .put(address)
                .put(new byte[address.length])
                .putShort((short) 4711)
                .putShort((short) 25);
        return binary(1, address.length == 4 ? 0x11 : 0x21, addresses.array());
    }

    /** Version 2, for a connection of the proxy's own, such as a health check. */
    static byte[] local() {
        return binary(0, 0, new byte[0]);
    }

    private static byte[] binary(int command, int family, byte[] addresses) {
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        header.writeBytes(SIGNATURE);
        header.write(0x20 | command);
        header.write(family);
        header.write(addresses.length >> 8);
        header.write(addresses.length);
        header.writeBytes(addresses);
        return header.toByteArray();
    }
}
