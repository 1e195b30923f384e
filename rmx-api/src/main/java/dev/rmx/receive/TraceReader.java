package dev.rmx.receive;

import dev.rmx.receive.MessageOrigin.Client;
import dev.rmx.receive.MessageOrigin.NoClient;
import dev.rmx.record.IpAddress;
import dev.rmx.record.IpPrefix;
import dev.rmx.text.Printable;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds the client behind the receiver's own relays in the trace information of a message (RFC 5321 §4.4): the one
 * from which the outermost trusted relay got it ([RCVD-1] to [RCVD-6]). For filters that see a message after it was
 * received.
 *
 * <pre>{@code
 * TraceReader reader = TraceReader.trusting(List.of(IpPrefix.parse("192.0.2.0/28"))) // our backup MX
 *         .named("mx.example.net", "backup.example.net");
 * MessageOrigin origin = reader.read(HeaderSection.of(message));
 * }</pre>
 *
 * <p>From the top down, a {@code Received} field whose client is a trusted relay is passed. The first other client is
 * the answer. A field that cannot be understood with certainty ends the search, since whatever stands below may be
 * forged. So each trusted relay must add a {@code Received} field: one that does not would let the sender's own field
 * decide. {@linkplain #named Name} the relays, and such a field is noticed.
 *
 * <p>Postfix writes {@code by HOST (Postfix) id ID} both when it forwards to an alias and when it hides the client. So
 * the client of such a message is unknown.
 *
 * <p>Immutable, and safe to share between threads. Reading takes time that grows with the length of the section.
 */
public final class TraceReader {
    private static final List<IpPrefix> LOOPBACK = List.of(IpPrefix.parse("127.0.0.0/8"), IpPrefix.parse("::1"));

    /** The most fields to read: mail servers refuse a message with 100 as a loop (RFC 5321 §6.3). */
    private static final int MOST_HOPS = 250;

    private final List<IpPrefix> relays;
    private final Set<String> names;
    private final Optional<String> senderField;
    private final boolean loopback;
    private final boolean passesLocal;

    private TraceReader(
            List<IpPrefix> relays,
            Set<String> names,
            Optional<String> senderField,
            boolean loopback,
            boolean passesLocal) {
        this.relays = relays;
        this.names = names;
        this.senderField = senderField;
        this.loopback = loopback;
        this.passesLocal = passesLocal;
    }

    /**
     * A reader that trusts some relays, and the loopback addresses.
     *
     * @param relays the addresses of the relays from which the receiver gets mail, such as its backup MX and its own
     *     filters; IPv4-mapped prefixes count as IPv4. Each of them must add a {@code Received} field.
     * @return the reader
     */
    public static TraceReader trusting(Collection<IpPrefix> relays) {
        return new TraceReader(
                relays.stream().map(IpPrefix::unmapped).toList(), Set.of(), Optional.empty(), true, false);
    }

    /**
     * Sets the names by which the receiver and its relays call themselves, as they stand after {@code by}. A field that
     * is passed or decides must then have one of them ([RCVD-2]).
     *
     * @param names host names or address literals, in any case; none: any name will do
     * @return the new reader
     */
    public TraceReader named(String... names) {
        Set<String> folded = new TreeSet<>();
        for (String name : names) {
            folded.add(folded(name));
        }
        return new TraceReader(relays, Set.copyOf(folded), senderField, loopback, passesLocal);
    }

    /**
     * Sets the field in which the receiver's own server writes the envelope sender, such as {@code X-Envelope-From}
     * ([RCVD-5]). The server must remove such fields from incoming mail, or put its own on top.
     *
     * @param name the field's name, in any case
     * @return the new reader
     */
    public TraceReader senderField(String name) {
        return new TraceReader(relays, names, Optional.of(name), loopback, passesLocal);
    }

    /**
     * Does not trust 127.0.0.0/8 and ::1 unless they are listed.
     *
     * @return the new reader
     */
    public TraceReader withoutLoopback() {
        return new TraceReader(relays, names, senderField, false, passesLocal);
    }

    /**
     * Passes local submissions: for a receiver whose filters submit each message again on the same host. Nobody else
     * may submit there, since who submits also writes the fields below ([RCVD-3]).
     *
     * @return the new reader
     */
    public TraceReader passingLocal() {
        return new TraceReader(relays, names, senderField, loopback, true);
    }

    /**
     * Finds where a message came from.
     *
     * @param header the header section of the message as it was received
     * @return its client, or why there is none to check
     */
    public MessageOrigin read(HeaderSection header) {
        SenderFields senders = new SenderFields(senderField);
        int hops = 0;
        List<HeaderField> fields = header.fields();
        for (int i = 0; i < fields.size(); i++) {
            HeaderField field = fields.get(i);
            if (field.name().equalsIgnoreCase("Received")) {
                if (++hops > MOST_HOPS) { // [RCVD-2]
                    return noClient(Unchecked.UNKNOWN, i + 1, "comes after " + MOST_HOPS + " others");
                }
                Hop hop = Hop.of(field.value());
                Optional<NoClient> end = end(hop, i + 1);
                if (end.isPresent()) {
                    return end.get();
                }
                if (!isPassed(hop)) { // [RCVD-2] the boundary
                    return new Client(
                            hop.client().orElseThrow(), hop.helo(), i + 1, senders.sender(hop.sender(), i + 1));
                }
            } else {
                senders.add(field, i + 1); // [RCVD-5] only fields above the boundary
            }
        }
        return new NoClient( // [RCVD-2]
                Unchecked.UNKNOWN,
                "no Received field is left, and every hop is by a trusted relay",
                OptionalInt.empty());
    }

    /** The answer, if this hop ends the search without a client. */
    private Optional<NoClient> end(Hop hop, int field) {
        return switch (hop.kind()) {
            case UNCLEAR -> Optional.of(noClient(Unchecked.UNKNOWN, field, hop.reason())); // [RCVD-2]
            case LOCAL, HANDED_OVER, SMTP -> {
                if (isUnnamed(hop)) { // [RCVD-2]
                    String by = Printable.quote(hop.by().orElse(""));
                    yield Optional.of(
                            noClient(Unchecked.UNKNOWN, field, "is by " + by + ", which is none of the relays' names"));
                }
                if (isPassed(hop)) {
                    yield Optional.empty();
                }
                if (hop.kind() == Hop.Kind.LOCAL) { // [RCVD-3]
                    yield Optional.of(noClient(Unchecked.LOCAL, field, hop.reason()));
                }
                yield switch (hop.authenticated()) { // [RCVD-1]
                    case YES ->
                        Optional.of(noClient(Unchecked.SUBMITTED, field, "says that the client authenticated itself"));
                    case UNCLEAR ->
                        Optional.of(noClient(
                                Unchecked.UNKNOWN, field, "leaves open whether the client authenticated itself"));
                    case NO -> Optional.empty();
                };
            }
        };
    }

    private static NoClient noClient(Unchecked why, int field, String reason) {
        return new NoClient(why, "Received, field " + field + ", " + reason, OptionalInt.of(field));
    }

    private boolean isPassed(Hop hop) {
        return switch (hop.kind()) {
            case HANDED_OVER -> true; // [RCVD-3]
            case LOCAL -> passesLocal;
            case SMTP -> hop.client().filter(this::isTrusted).isPresent();
            case UNCLEAR -> false;
        };
    }

    private boolean isTrusted(IpAddress client) {
        return isIn(relays, client) || (loopback && isIn(LOOPBACK, client)); // [RCVD-2]
    }

    private static boolean isIn(List<IpPrefix> prefixes, IpAddress client) {
        return prefixes.stream().anyMatch(prefix -> prefix.contains(client));
    }

    private boolean isUnnamed(Hop hop) {
        if (names.isEmpty() || hop.mayBeUnnamed()) {
            return false;
        }
        String by = folded(hop.by().orElse(""));
        boolean local = by.equals("localhost")
                && (hop.isFetch()
                        || hop.client().filter(client -> isIn(LOOPBACK, client)).isPresent());
        return !local && !names.contains(by);
    }

    private static String folded(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }
}
