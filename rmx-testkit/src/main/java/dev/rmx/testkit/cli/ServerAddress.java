package dev.rmx.testkit.cli;

import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import dev.rmx.record.IpFamily;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/**
 * The name server of {@code --server}. IPv6 stands in brackets, so that a port is never taken for the address's end. An address is
 * written in full: the system's resolver takes {@code 1.2.3} for one too.
 */
final class ServerAddress {
    private static final int DNS_PORT = 53;

    private ServerAddress() {}

    /**
     * Reads the address, and looks up a host's name.
     *
     * @throws IllegalArgumentException if it is neither, saying what is right
     */
    static InetSocketAddress parse(String text) {
        if (text.startsWith("[")) {
            int end = text.indexOf(']');
            if (end < 0) {
                throw wrong(text, "a bracket is not closed");
            }
            return new InetSocketAddress(ipv6(text.substring(1, end), text), port(text, end + 1));
        }
        int colon = text.indexOf(':');
        if (colon >= 0 && text.indexOf(':', colon + 1) >= 0) {
            throw wrong(text, "an IPv6 address stands in brackets");
        }
        int end = colon < 0 ? text.length() : colon;
        return new InetSocketAddress(host(text.substring(0, end), text), port(text, end));
    }

    private static int port(String text, int from) {
        if (from == text.length()) {
            return DNS_PORT;
        }
        String port = text.substring(from + 1);
        boolean digits = text.charAt(from) == ':' && !port.isEmpty() && port.length() <= 5;
        for (int i = 0; digits && i < port.length(); i++) {
            digits = port.charAt(i) >= '0' && port.charAt(i) <= '9';
        }
        int number = digits ? Integer.parseInt(port) : 0;
        if (number < 1 || number > 0xffff) {
            throw wrong(text, "a port is 1 to 65535, after a colon");
        }
        return number;
    }

    /** An address of the local link has the name of its network interface after a percent sign. */
    private static InetAddress ipv6(String address, String text) {
        int percent = address.indexOf('%');
        String literal = percent < 0 ? address : address.substring(0, percent);
        if (literal(literal, text).family() != IpFamily.IPV6) {
            throw wrong(text, "only an IPv6 address stands in brackets");
        }
        try {
            return InetAddress.getByName(address);
        } catch (UnknownHostException e) {
            throw wrong(text, "there is no network interface " + address.substring(percent + 1));
        }
    }

    private static InetAddress host(String host, String text) {
        if (host.isEmpty()) {
            throw wrong(text, "there is no address");
        }
        if (looksLikeNumber(host)) {
            return literal(host, text).toInetAddress();
        }
        try {
            return InetAddress.getByName(DomainName.parse(host).toString());
        } catch (IllegalArgumentException e) {
            throw wrong(text, String.valueOf(e.getMessage()));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("--server: the host " + host + " is not known");
        }
    }

    private static IpAddress literal(String address, String text) {
        try {
            return IpAddress.parse(address);
        } catch (IllegalArgumentException e) {
            throw wrong(text, String.valueOf(e.getMessage()));
        }
    }

    /** Whether the last label is a number, decimal or not: the system takes such a word for an address, and no host has it. */
    private static boolean looksLikeNumber(String host) {
        String last = host.substring(host.lastIndexOf('.') + 1);
        if (last.isEmpty()) { // after a dot at the end
            return host.length() < 2 || looksLikeNumber(host.substring(0, host.length() - 1));
        }
        if (last.startsWith("0x") || last.startsWith("0X")) {
            return true;
        }
        for (int i = 0; i < last.length(); i++) {
            if (last.charAt(i) < '0' || last.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    private static IllegalArgumentException wrong(String text, String why) {
        return new IllegalArgumentException("--server " + text + ": " + why
                + "; right are 192.0.2.1, 192.0.2.1:5353, [2001:db8::1]:5353 and, for a host, ns.example.org");
    }
}
