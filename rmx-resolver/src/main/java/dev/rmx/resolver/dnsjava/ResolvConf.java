package dev.rmx.resolver.dnsjava;

import dev.rmx.record.IpAddress;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringTokenizer;

/**
 * The name servers in {@code /etc/resolv.conf}.
 *
 * @param servers the usable servers, in order, without duplicates; empty if there is none
 * @param problems what is wrong with the other {@code nameserver} lines, one printable line for each
 */
record ResolvConf(List<InetSocketAddress> servers, List<String> problems) {
    /** The C library uses no more servers either. */
    static final int MOST_SERVERS = 3;

    private static final int PORT = 53;
    private static final int LONGEST_QUOTE = 64;
    private static final String BYTE_ORDER_MARK = "\u00ef\u00bb\u00bf"; // its three octets in ISO 8859-1

    /** Parses the file. Lines end in LF, CR, or both; only {@code nameserver} lines count. */
    static ResolvConf parse(byte[] octets) {
        String text = new String(octets, StandardCharsets.ISO_8859_1);
        if (text.startsWith(BYTE_ORDER_MARK)) {
            text = text.substring(BYTE_ORDER_MARK.length());
        }
        Map<String, InetSocketAddress> servers = new LinkedHashMap<>(); // by text: equals() ignores the zone
        List<String> problems = new ArrayList<>();
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            StringTokenizer words = new StringTokenizer(line, " \t");
            if (!words.hasMoreTokens() || !words.nextToken().equals("nameserver")) {
                continue;
            }
            try {
                InetSocketAddress server =
                        new InetSocketAddress(address(words.hasMoreTokens() ? words.nextToken() : ""), PORT);
                if (servers.size() < MOST_SERVERS) {
                    servers.putIfAbsent(server.toString(), server);
                }
            } catch (IllegalArgumentException | UnknownHostException | SocketException e) {
                problems.add("line " + number + " " + quote(line) + ": " + e.getMessage());
            }
        }
        return new ResolvConf(List.copyOf(servers.values()), List.copyOf(problems));
    }

    private static InetAddress address(String word) throws UnknownHostException, SocketException {
        int percent = word.indexOf('%');
        IpAddress literal =
                IpAddress.parse(percent < 0 ? word : word.substring(0, percent)); // [ID-6]: no names, no leading zeros
        InetAddress address = InetAddress.getByAddress(literal.octets());
        if (address.isMulticastAddress()) {
            throw new IllegalArgumentException("a name server cannot have a multicast address");
        }
        if (percent >= 0) {
            return Inet6Address.getByAddress(null, literal.octets(), zone(word.substring(percent + 1), address));
        }
        return address;
    }

    /** Finds the index of a network interface. */
    private static int zone(String name, InetAddress address) throws SocketException {
        NetworkInterface there =
                !(address instanceof Inet6Address) || name.isEmpty() ? null : NetworkInterface.getByName(name);
        if (there == null) {
            throw new IllegalArgumentException("the text after % is no network interface");
        }
        return there.getIndex();
    }

    private static String quote(String line) {
        StringBuilder quoted = new StringBuilder("\"");
        line.chars().limit(LONGEST_QUOTE).forEach(c -> quoted.append(c >= ' ' && c < 0x7f ? (char) c : '?'));
        return quoted.append(line.length() > LONGEST_QUOTE ? "\"..." : "\"").toString();
    }
}
