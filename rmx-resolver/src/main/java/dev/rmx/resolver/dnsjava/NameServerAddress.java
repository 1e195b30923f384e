package dev.rmx.resolver.dnsjava;

import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * The address of a name server, with what makes responses from it hard to forge: its DNS cookie (RFC 7873), and whether
 * it preserves the case of letters in a question; and with the limit of queries to it at once. Safe to share between
 * threads.
 */
final class NameServerAddress {
    /** The length of our part of a cookie, in octets. The server's part follows. */
    static final int CLIENT_COOKIE = 8;

    private static final int LONGEST_COOKIE = 40;

    private final InetSocketAddress address;
    private final SendWindow window;
    private final byte[] clientCookie = new byte[CLIENT_COOKIE];
    private volatile byte[] cookie;
    private volatile boolean keepsCase = true;

    NameServerAddress(InetSocketAddress address, RandomGenerator random, ResolverThreads threads) {
        this.address = address;
        this.window = new SendWindow(threads);
        random.nextBytes(clientCookie);
        this.cookie = clientCookie;
    }

    InetSocketAddress address() {
        return address;
    }

    /** Limits how many queries go to the server at once. */
    SendWindow window() {
        return window;
    }

    /** Our part of the cookie, followed by the server's if it has sent one. */
    byte[] cookie() {
        return cookie;
    }

    /** Learns the server's part of the cookie. Returns false if the client part is not ours. */
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

    /** Forgets the server's part: the server no longer sends cookies. */
    void forgetCookie() {
        cookie = clientCookie;
    }

    /** Whether the server repeats the name in the query's case. */
    boolean keepsCase() {
        return keepsCase;
    }

    /** Records that the server changes the case of names even over TCP. */
    void losesCase() {
        keepsCase = false;
    }

    @Override
    public String toString() {
        return address.getAddress().getHostAddress() + " port " + address.getPort();
    }
}
