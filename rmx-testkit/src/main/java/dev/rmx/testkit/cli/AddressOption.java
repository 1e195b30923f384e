package dev.rmx.testkit.cli;

import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import dev.rmx.record.IpFamily;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * An option whose value is an address or a host name, with a port. An IPv6 address is in brackets, so that a port
 * cannot be part of it. Short forms such as {@code 1.2.3}, which the system's resolver would accept, are refused.
 */
enum AddressOption {
    /** A name server; the port may be left out. */
    SERVER("--server", 53, 1, "192.0.2.1, 192.0.2.1:5353, [2001:db8::1]:5353 or a host such as ns.example.org"),
    /** Where a service listens; port 0 is any free port. */
    LISTEN("--listen", -1, 0, "127.0.0.1:10040, [::1]:10040 or localhost:10040");

    /**
     * A host whose last label is a number, also in hexadecimal. The system takes such a word for an address; no host
     * name ends so.
     */
    private static final Pattern NUMBER = Pattern.compile("(.*\\.)?([0-9]+|0[xX][^.]*)\\.*|\\.*", Pattern.DOTALL);

    private final String option;
    /** The port if there is none in the text; -1 if it must be there. */
    private final int defaultPort;

    private final int leastPort;
    private final String right;

    AddressOption(String option, int defaultPort, int leastPort, String right) {
        this.option = option;
        this.defaultPort = defaultPort;
        this.leastPort = leastPort;
        this.right = right;
    }

    /** The address as {@code --listen} takes it. */
    static String text(InetSocketAddress address) {
        String literal = address.getAddress().getHostAddress();
        return (literal.indexOf(':') < 0 ? literal : "[" + literal + "]") + ":" + address.getPort();
    }

    /** As {@link #parse(String)}, for a command that has the option: a value that is wrong is wrong usage. */
    InetSocketAddress parse(String text, CommandSpec spec) {
        try {
            return parse(text);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
        }
    }

    /**
     * Reads the option's value, and looks up a host name.
     *
     * @throws IllegalArgumentException if that fails; the message says what would be right
     */
    InetSocketAddress parse(String text) {
        if (text.startsWith("[")) {
            int end = text.indexOf(']');
            if (end < 0) {
                throw wrong(text, "the bracket is not closed");
            }
            return new InetSocketAddress(ipv6(text.substring(1, end), text), port(text, end + 1));
        }
        int colon = text.indexOf(':');
        if (colon >= 0 && text.indexOf(':', colon + 1) >= 0) {
            throw wrong(text, "an IPv6 address needs brackets");
        }
        int end = colon < 0 ? text.length() : colon;
        return new InetSocketAddress(host(text.substring(0, end), text), port(text, end));
    }

    private int port(String text, int from) {
        if (from == text.length()) {
            if (defaultPort < 0) {
                throw wrong(text, "the port is missing");
            }
            return defaultPort;
        }
        String port = text.substring(from + 1);
        boolean digits = text.charAt(from) == ':' && port.matches("[0-9]{1,5}");
        int number = digits ? Integer.parseInt(port) : -1;
        if (number < leastPort || number > 0xffff) {
            throw wrong(text, "a port must be " + leastPort + " to 65535, after a colon");
        }
        return number;
    }

    /** A link-local address may name its network interface after a percent sign. */
    private InetAddress ipv6(String address, String text) {
        int percent = address.indexOf('%');
        String literal = percent < 0 ? address : address.substring(0, percent);
        if (literal(literal, text).family() != IpFamily.IPV6) {
            throw wrong(text, "only an IPv6 address can be in brackets");
        }
        try {
            return InetAddress.getByName(address);
        } catch (UnknownHostException e) {
            throw wrong(text, "there is no network interface " + address.substring(percent + 1));
        }
    }

    private InetAddress host(String host, String text) {
        if (host.isEmpty()) {
            throw wrong(text, "the address is missing");
        }
        if (NUMBER.matcher(host).matches()) {
            return literal(host, text).toInetAddress();
        }
        try {
            return InetAddress.getByName(DomainName.parse(host).toString());
        } catch (IllegalArgumentException e) {
            throw wrong(text, String.valueOf(e.getMessage()));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(option + ": unknown host " + host);
        }
    }

    private IpAddress literal(String address, String text) {
        try {
            return IpAddress.parse(address);
        } catch (IllegalArgumentException e) {
            throw wrong(text, String.valueOf(e.getMessage()));
        }
    }

    private IllegalArgumentException wrong(String text, String why) {
        return new IllegalArgumentException(option + " " + text + ": " + why + "; write " + right);
    }
}
