package dev.rmx.receive;

import dev.rmx.text.Printable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The results of other hosts that a receiver trusts: what they wrote into the {@code Authentication-Results} and
 * {@code Received-SPF} fields of a message ([HDR-4], [HDR-5], RFC 8601 §5 and §7.1).
 *
 * <pre>{@code
 * TrustedResults results = TrustedResults.read(fields, List.of("mx.example.net"));
 * boolean passed = results.countingFor(sender).stream()
 *         .anyMatch(one -> one.method().equals("spf") && one.result().equals("pass"));
 * }</pre>
 *
 * <p>A field only <em>says</em> which host wrote it. Whoever sends a message can put any field into it, also one with
 * the name of a host that you trust. So trust a field only where a forged one cannot stand:
 *
 * <ul>
 *   <li>Your border hosts remove incoming fields that name a host that you trust, for which
 *       {@link IncomingMessage#marked} is made. Then all fields of those hosts are genuine.
 *   <li>Or you read only what stands {@linkplain #above above} the {@code Received} field that your border host wrote.
 *       Everything below may come from the sender. Some mail servers put the results of their filters below their
 *       own {@code Received}: there they cannot be told from forged ones.
 * </ul>
 *
 * <p>A genuine result may still be of another identity than the sender, or of another sender: see
 * {@link #countingFor}.
 *
 * @param all every result, of every method, in the order of the message: the top field first
 */
public record TrustedResults(List<HostResult> all) {
    /** How many characters of fields by trusted hosts are read. */
    private static final int MOST_CHARACTERS = 4 * FieldText.LONGEST_VALUE;

    /**
     * Copies the list.
     *
     * @param all every result
     */
    public TrustedResults {
        all = List.copyOf(all);
    }

    /**
     * Reads the fields that name one of the trusted hosts. A name must be the trusted one in full: nothing but the case
     * of ASCII letters may differ, since anything else may be another host (RFC 8601 §2.5). For {@code Received-SPF},
     * this is the name in {@code receiver=}.
     *
     * <p>Whatever stands in comments or quoted strings is no result. What cannot be understood of one result loses none
     * of the others. Left out are fields of over 65,536 characters, of a version other than 1, and those without a
     * recognizable host. After 262,144 characters of fields with
     * results of trusted hosts, no more are read.
     *
     * @param fields all fields of the message, top first; text from outside is safe
     * @param hosts the authserv-ids of trusted hosts, which need not be domain names
     * @return the results
     * @throws IllegalArgumentException if a host is blank or has a control character
     */
    public static TrustedResults read(Iterable<HeaderField> fields, Collection<String> hosts) {
        Map<String, String> trusted = trusted(hosts);
        List<HostResult> results = new ArrayList<>();
        int left = MOST_CHARACTERS;
        int index = 0;
        for (HeaderField field : fields) {
            List<HostResult> found = results(field, index, trusted);
            left -= found.isEmpty() ? 0 : field.value().length();
            if (left < 0) {
                break;
            }
            results.addAll(found);
            index++;
        }
        return new TrustedResults(results);
    }

    private static Map<String, String> trusted(Collection<String> hosts) {
        Map<String, String> trusted = new HashMap<>();
        for (String host : hosts) {
            if (host.isBlank() || host.chars().anyMatch(Character::isISOControl)) {
                throw new IllegalArgumentException(
                        "a trusted host has a name without control characters, not \"" + Printable.of(host, 64) + '"');
            }
            trusted.put(lowerCase(host), host);
        }
        return trusted;
    }

    private static List<HostResult> results(HeaderField field, int index, Map<String, String> trusted) {
        try {
            return switch (lowerCase(field.name())) {
                case "authentication-results" -> stated(StatedResults.parse(field.value()), index, trusted);
                case "received-spf" -> stated(ReceivedSpfField.read(field.value()), index, trusted);
                default -> List.of();
            };
        } catch (IllegalArgumentException e) {
            return List.of(); // it names no host, or is too long
        }
    }

    private static List<HostResult> stated(StatedResults stated, int index, Map<String, String> trusted) {
        String host = trusted.get(lowerCase(stated.host())); // [HDR-4]
        return host == null || !stated.version().equals(StatedResults.VERSION)
                ? List.of()
                : stated.statements().stream()
                        .map(one -> new HostResult(host, AuthenticationResultsField.NAME, index, one))
                        .toList();
    }

    private static List<HostResult> stated(Statement stated, int index, Map<String, String> trusted) {
        List<String> receivers = stated.properties().getOrDefault("receiver", List.of());
        Optional<String> host = receivers.size() == 1
                ? Optional.ofNullable(trusted.get(lowerCase(receivers.get(0)))) // [HDR-4]
                : Optional.empty();
        return host.map(name -> List.of(new HostResult(name, ReceivedSpfField.NAME, index, stated)))
                .orElse(List.of());
    }

    /**
     * The results of fields above a given one. Give the index of the {@code Received} field that your border host
     * wrote: nothing above it is the sender's.
     *
     * @param index the index of a field among all fields of the message; the top one has 0
     * @return the results of fields with a lower index
     */
    public TrustedResults above(int index) {
        return new TrustedResults(
                all.stream().filter(one -> one.index() < index).toList());
    }

    /**
     * The results that count for a message with this envelope sender: those that {@linkplain HostResult#countsFor say
     * that they are of it}. For a sender other than {@code <>}, a result without {@code smtp.mailfrom} (in
     * {@code Received-SPF}: {@code envelope-from}) does not count. To count it is an old mistake (CVE-2019-20790): it
     * lets a pass of the HELO name, which the client chooses, pass any sender.
     *
     * <p>If two results of one method differ, none of that method counts. The results of DKIM and DMARC are not of an
     * envelope sender; find them in {@link #all}.
     *
     * @param sender the envelope sender; the null sender with its HELO name
     * @return the results, in the order of the message
     */
    public List<HostResult> countingFor(EnvelopeSender sender) {
        List<HostResult> counting =
                all.stream().filter(one -> one.countsFor(sender)).toList();
        Map<String, Set<String>> words = new HashMap<>();
        counting.forEach(one ->
                words.computeIfAbsent(one.method(), method -> new HashSet<>()).add(one.result()));
        return counting.stream()
                .filter(one -> words.getOrDefault(one.method(), Set.of()).size() == 1) // [HDR-5]
                .toList();
    }

    /** In lower case as DNS compares names: ASCII letters only. */
    static String lowerCase(String text) {
        StringBuilder lower = new StringBuilder(text.length());
        text.chars().forEach(c -> lower.append((char) (c >= 'A' && c <= 'Z' ? c + 'a' - 'A' : c)));
        return lower.toString();
    }
}
