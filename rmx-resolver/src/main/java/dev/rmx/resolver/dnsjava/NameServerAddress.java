package dev.rmx.resolver.dnsjava;

import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Where a name server is, and how queries to it are made hard to forge responses to: its DNS cookie (RFC 7873), and whether it keeps the
 * case of the letters in a question. Safe to share between threads.
 */
final class NameServerAddress {
    /** How many octets of a cookie are ours; the server's come behind. */
    static final int CLIENT_COOKIE = 8;

    private static final int LONGEST_COOKIE = 40;

    private final InetSocketAddress address;
    private final byte[] clientCookie = new byte[CLIENT_COOKIE];
    private volatile byte[] cookie;
    private volatile boolean keepsCase = true;

    NameServerAddress(InetSocketAddress address, RandomGenerator random) {
        this.address = address;
        random.nextBytes(clientCookie);
        this.cookie = clientCookie;
    }

    InetSocketAddress address() {
        return address;
    }

    /** Our part of the cookie, and the server's where it has sent one. */
    byte[] cookie() {
        return cookie;
    }

    /** Learns the server's part of the cookie; false if our part is not ours. */
    boolean learnCookie(byte[] received) {
        if (received.length < CLIENT_COOKIE
                || !Arrays.equals(received, 0, CLIENT_COOKIE, clientCookie, 0, CLIENT_COOKIE)) {
            return false;
        }
        if (received.length <= LONGEST_COOKIE && !Arrays.equals(received, cookie)) {
            cookie = received;
        }
        return true;
    }

    /** The server has stopped to send cookies. */
    void forgetCookie() {
        cookie = clientCookie;
    }

    /** Whether the server writes the name in a response as it stood in the query. */
    boolean keepsCase() {
        return keepsCase;
    }

    /** The server writes names in letters of its own, also where nobody can forge its response. */
    void losesCase() {
        keepsCase = false;
    }

    @Override
    public String toString() {
        return address.getAddress().getHostAddress() + " port " + address.getPort();
    }
}
