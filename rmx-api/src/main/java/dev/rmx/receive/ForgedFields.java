package dev.rmx.receive;

import dev.rmx.receive.ReaderView.Part;
import dev.rmx.receive.ReaderView.Parts;
import dev.rmx.record.DomainName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds header fields of an incoming message that claim to be this host's own ([HDR-4], RFC 8601 §5). Remove them
 * before you add your own, since later readers trust a field by the host that it names.
 *
 * <pre>{@code
 * message.fields().removeIf(field -> ForgedFields.isClaim(field.name(), field.value(), host));
 * }</pre>
 *
 * <p>{@link IncomingMessage#marked} does this for a message in octets.
 */
public final class ForgedFields {
    private static final String RECEIVER = "receiver";
    private static final Pattern ANY_RECEIVER = Pattern.compile("receiver *+= *+\"?+([^ ;()\"]++)");
    /** How many characters are searched for an authserv-id. */
    private static final int LONGEST_HEAD = 8_192;
    /** The most characters of one name, including those that readers may drop. */
    private static final int LONGEST_NAME = 1_024;
    /** The most hosts that one field may name; each costs as much as all the rest. */
    private static final int MOST_HOSTS = 16;
    /** Appended to a cut value: makes its last word {@link ClaimedHost#UNCLEAR}. */
    private static final String CUT = "=";

    private ForgedFields() {}

    /**
     * Whether a field claims to be written by this host. That is an {@code Authentication-Results}, {@code X-RMX} or
     * {@code Received-SPF} field that some reader could take for this host's, or that names no recognizable host, such
     * as a {@code Received-SPF} without {@code receiver=}. Readers differ about case, comments, quotes, white space and
     * undecodable octets. A field that names another host is that host's evidence and no claim, however odd its other
     * parts are.
     *
     * @param name the field's name, in any case
     * @param value the field's value, folded or not; text from outside is safe
     * @param host this host, with labels of {@code [a-z0-9_-]}
     * @return true if the field should be removed
     */
    public static boolean isClaim(String name, String value, DomainName host) {
        int end = lineEnd(value, 0);
        String first = value.substring(0, end);
        if (lineClaims(name, value, host) || (!first.isBlank() && lineClaims(name, first, host))) { // [HDR-4]
            return true;
        }
        // to some readers a bare CR or LF begins another field, to others not
        while (end < value.length()) {
            int start = end + 1;
            end = lineEnd(value, start);
            String line = value.substring(start, end);
            int colon = line.indexOf(':');
            if (colon >= 0 && lineClaims(line.substring(0, colon), line.substring(colon + 1), host)) {
                return true;
            }
        }
        return false;
    }

    /** The end of the line that begins at {@code start}: a CR or LF that no white space follows. */
    private static int lineEnd(String text, int start) {
        int at = start;
        while (at < text.length()
                && ("\r\n".indexOf(text.charAt(at)) < 0
                        || (at + 1 < text.length() && "\r\n \t".indexOf(text.charAt(at + 1)) >= 0))) {
            at++;
        }
        return at;
    }

    private static boolean lineClaims(String name, String value, DomainName host) {
        return switch (plain(name)) {
            case "authentication-results" -> {
                String head = value.length() > LONGEST_HEAD ? value.substring(0, LONGEST_HEAD) + CUT : value;
                yield inSomeText(head, text -> resultsClaim(text, host));
            }
            case "x-rmx" ->
                value.length() > FieldText.LONGEST_VALUE || inSomeText(value, text -> xRmxClaims(text, host));
            case "received-spf" ->
                value.length() > FieldText.LONGEST_VALUE || inSomeText(value, text -> receivedSpfClaims(text, host));
            default -> false;
        };
    }

    private static boolean inSomeText(String value, Predicate<String> claims) {
        return ReaderView.texts(value).stream().anyMatch(claims);
    }

    /** A field's name as readers compare it: in lower case, without characters that no name has. */
    private static String plain(String name) {
        StringBuilder plain = new StringBuilder();
        name.chars()
                .map(c -> Character.toLowerCase(Character.toUpperCase(c)))
                .filter(c -> c > ' ' && c <= '~')
                .forEach(c -> plain.append((char) c));
        return plain.toString();
    }

    private static boolean resultsClaim(String text, DomainName host) {
        return authservId(ReaderView.RFC_5322.parts(text, ";").list(), host) != ClaimedHost.ANOTHER // [HDR-4]
                || ReaderView.OTHERS.stream()
                        .anyMatch(view -> authservId(view.parts(text, ";").list(), host) == ClaimedHost.OURS);
    }

    private static ClaimedHost authservId(List<Part> parts, DomainName host) {
        ClaimedHost first = ClaimedHost.UNCLEAR;
        StringBuilder together = new StringBuilder(); // some readers allow white space and comments within a name
        boolean begun = false;
        for (Part part : parts) {
            if (part.is(";")) {
                break;
            }
            if (!begun) {
                String word = ClaimedHost.fold(part.text());
                begun = part.quoted() || !word.isEmpty();
                // some readers skip such words
                boolean passedOver = plain(word).startsWith("authentication-results:") || isWithoutAscii(part.text());
                first = passedOver ? ClaimedHost.UNCLEAR : ClaimedHost.of(word, host);
            }
            if (together.length() + part.text().length() <= LONGEST_NAME) {
                together.append(part.text());
                if (ClaimedHost.isName(together.toString(), host)) {
                    return ClaimedHost.OURS;
                }
            }
        }
        return first;
    }

    /** Some readers drop every octet outside ASCII. The name of a host has at least a dot. */
    private static boolean isWithoutAscii(String word) {
        return word.chars().allMatch(c -> c >= 0x80);
    }

    private static boolean xRmxClaims(String text, DomainName host) {
        Parts parts = ReaderView.RFC_5322.parts(text, "");
        return writer(Arrays.asList(text.split(" +")), host) != ClaimedHost.ANOTHER // [HDR-4]
                || writer(parts.list().stream().map(Part::text).toList(), host) == ClaimedHost.OURS;
    }

    /** The host after {@code by}. */
    private static ClaimedHost writer(List<String> words, DomainName host) {
        List<ClaimedHost> found = new ArrayList<>();
        for (int i = 1; i < words.size(); i++) {
            if (found.size() <= MOST_HOSTS && plain(words.get(i - 1)).equals("by")) {
                found.add(ClaimedHost.of(words.get(i), host));
            }
        }
        return together(found);
    }

    private static boolean receivedSpfClaims(String text, DomainName host) {
        Matcher receivers = ANY_RECEIVER.matcher(ClaimedHost.fold(text));
        int hosts = 0;
        while (receivers.find()) { // also in comments and quoted strings
            if (++hosts > MOST_HOSTS || ClaimedHost.of(receivers.group(1), host) == ClaimedHost.OURS) {
                return true;
            }
        }
        return receiver(ReaderView.RFC_5322.parts(text, ";").list(), host) != ClaimedHost.ANOTHER // [HDR-4]
                || ReaderView.OTHERS.stream()
                        .map(view -> view.parts(text, ";"))
                        .anyMatch(parts -> parts.closed() && receiver(parts.list(), host) != ClaimedHost.ANOTHER);
    }

    /** The host after {@code receiver=} at the start of a key-value pair. */
    private static ClaimedHost receiver(List<Part> parts, DomainName host) {
        List<ClaimedHost> found = new ArrayList<>();
        for (int i = 0; i < parts.size() && found.size() <= MOST_HOSTS; i++) {
            boolean begins =
                    parts.get(i).afterBlank() || (i > 0 && parts.get(i - 1).is(";"));
            String pair = ClaimedHost.fold(parts.get(i).text());
            if (!begins || parts.get(i).quoted() || !pair.startsWith(RECEIVER)) {
                continue;
            }
            String value = pair.substring(RECEIVER.length());
            if (value.isEmpty() && i + 1 < parts.size()) {
                value = ClaimedHost.fold(parts.get(++i).text());
            }
            if (value.equals("=") && i + 1 < parts.size()) {
                found.add(ClaimedHost.of(parts.get(++i).text(), host));
            } else if (value.startsWith("=")) {
                found.add(ClaimedHost.of(value.substring(1), host));
            }
        }
        return together(found);
    }

    /** What a reader may see if several hosts are named. */
    private static ClaimedHost together(List<ClaimedHost> found) {
        return found.contains(ClaimedHost.OURS) || found.size() > MOST_HOSTS
                ? ClaimedHost.OURS
                : found.isEmpty() || found.contains(ClaimedHost.UNCLEAR) ? ClaimedHost.UNCLEAR : ClaimedHost.ANOTHER;
    }
}
