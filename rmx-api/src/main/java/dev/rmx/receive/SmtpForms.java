package dev.rmx.receive;

import dev.rmx.receive.Hop.Authenticated;
import dev.rmx.receive.TraceScanner.Kind;
import dev.rmx.receive.TraceScanner.Part;
import dev.rmx.record.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The forms in which servers write the SMTP client after {@code from} ([RCVD-3], [RCVD-4]). Each form is tried. The
 * client is clear if those that fit agree.
 */
final class SmtpForms {
    /** What {@code with} says of a client that authenticated itself (RFC 3848, RFC 6531, and Exim's own words). */
    private static final Set<String> AUTHENTICATED =
            Set.of("esmtpa", "esmtpsa", "essmtpa", "asmtp", "utf8smtpa", "utf8smtpsa", "utf8esmtpa", "utf8esmtpsa");

    private final ReceivedLine line;
    private final List<Part> from;
    private final List<Client> clients = new ArrayList<>();

    /** What one form reads; the rest are the comments that it does not know. */
    private record Client(IpAddress address, Optional<String> helo, List<Part> rest, boolean account) {}

    private SmtpForms(ReceivedLine line) {
        this.line = line;
        this.from = line.clause("from");
    }

    static Hop of(ReceivedLine line) {
        SmtpForms forms = new SmtpForms(line);
        forms.readTcpInfo(); // [RCVD-4] one method for each form
        forms.readBareAddress();
        forms.readHelo();
        forms.readExim();
        forms.readCommuniGate();
        forms.readLiteral();
        return forms.hop();
    }

    private Hop hop() {
        String protocol = line.protocol().toLowerCase(Locale.ROOT);
        if (clients.isEmpty() || protocol.startsWith("http")) { // [RCVD-3] a webmail's client is no SMTP client
            return Hop.unclear("names no client that can be read");
        }
        if (clients.stream().map(Client::address).distinct().count() > 1) { // [RCVD-6]
            return Hop.unclear("names its client in two ways");
        }
        Client client = clients.get(0);
        return new Hop(
                Hop.Kind.SMTP,
                Optional.of(client.address()),
                client.helo(),
                sender(),
                authenticated(client),
                line.by(),
                false,
                false,
                "");
    }

    /** Takes a client, unless a further comment may name another one. */
    private void add(Optional<IpAddress> address, Optional<String> helo, int known, boolean account) {
        List<Part> rest = from.subList(Math.min(known, from.size()), from.size());
        boolean clear = rest.stream()
                .allMatch(part -> part.is(Kind.COMMENT)
                        && ((line.isBy("Postfix") && isCertificate(part)) || !TcpInfo.namesAddress(part.text())));
        if (address.isPresent() && clear) { // [RCVD-6]
            clients.add(new Client(address.get(), helo, rest, account));
        }
    }

    /** Postfix writes the names in a client's certificate between quotes, and closes its own parentheses after them. */
    private static boolean isCertificate(Part part) {
        return part.text().startsWith("Client CN \"")
                && (part.text().endsWith("\"") || part.text().endsWith(")"));
    }

    private Optional<String> comment(int index) {
        return index < from.size() && from.get(index).is(Kind.COMMENT)
                ? Optional.of(from.get(index).text())
                : Optional.empty();
    }

    /** The index of the first comment: 0, or 1 after a name. */
    private int afterName() {
        return comment(0).isPresent() ? 0 : 1;
    }

    private Optional<String> name() {
        return from.isEmpty() || from.get(0).is(Kind.COMMENT)
                ? Optional.empty()
                : Optional.of(from.get(0).raw());
    }

    /** Most servers: {@code HELO (host [192.0.2.1])}; and Exim: {@code host ([192.0.2.1] helo=HELO)}. */
    private void readTcpInfo() {
        int at = afterName();
        comment(at)
                .filter(text -> !isHelo(text)) // with an address in brackets it looks like a host named HELO
                .flatMap(text -> TcpInfo.inBrackets(text, isExim() || line.isBy("ecelerity")))
                .ifPresent(info -> add(Optional.of(info.address()), info.helo().or(this::name), at + 1, false));
    }

    /**
     * Exchange, and qmail if the HELO name is the host's: {@code host (192.0.2.1)}. Smap has {@code , HELO name} after
     * the address.
     */
    private void readBareAddress() {
        int at = afterName();
        String text = comment(at).orElse("");
        int comma = text.indexOf(", HELO ");
        Optional<String> helo = comma < 0 ? name() : Optional.of(text.substring(comma + ", HELO ".length()));
        add(TcpInfo.bare(comma < 0 ? text : text.substring(0, comma)), helo, at + 1, false);
    }

    /** Those like qmail, and James: {@code host (HELO name) (192.0.2.1)}, also with brackets. */
    private void readHelo() {
        Optional<String> helo = comment(1)
                .filter(SmtpForms::isHelo)
                .map(text -> text.substring("HELO ".length()).strip());
        if (helo.isPresent() && from.size() > 2 && !from.get(0).is(Kind.COMMENT)) {
            Part info = from.get(2);
            Optional<IpAddress> address = info.is(Kind.LITERAL)
                    ? TcpInfo.address(info.text())
                    : comment(2)
                            .flatMap(text -> TcpInfo.bare(text)
                                    .or(() -> TcpInfo.inBrackets(text, false).map(TcpInfo::address)));
            add(address, helo.filter(name -> !name.isEmpty()), 3, false);
            if (address.isPresent()) { // an address before the HELO name says the same, or the client wrote one of them
                TcpInfo.bare(from.get(0).raw()).ifPresent(first -> add(Optional.of(first), helo, 3, false)); // [RCVD-6]
            }
        }
    }

    private static boolean isHelo(String comment) {
        return Stream.of("HELO ", "EHLO ", "LHLO ").anyMatch(comment::startsWith);
    }

    /** Exim, if the client has no host name: {@code [192.0.2.1] (helo=name)}. */
    private void readExim() {
        Optional<String> said =
                comment(1).filter(text -> Stream.of("helo=", "ident=", "port=").anyMatch(text::startsWith));
        if (isExim() && (from.size() == 1 || (from.size() == 2 && said.isPresent()))) {
            Optional<IpAddress> address = first();
            Optional<String> helo = said.flatMap(TcpInfo::helo).or(() -> said.isEmpty() ? name() : Optional.empty());
            add(address, helo, from.size(), false);
        }
    }

    /** CommuniGate: {@code [192.0.2.1] (HELO name)}, and {@code (account …)}. */
    private void readCommuniGate() {
        Optional<String> said = comment(1);
        if (!line.isBy("CommuniGate Pro") || from.size() != 2 || said.isEmpty()) {
            return;
        }
        boolean account = said.get().startsWith("account ");
        int helo = account
                ? said.get().indexOf(" HELO ")
                : said.get().startsWith("HELO ") ? -1 : said.get().length();
        if (helo < said.get().length() && (helo >= 0 || !account)) {
            add(first(), Optional.of(said.get().substring(helo + " HELO ".length())), 2, account);
        } else if (account) {
            int open = said.get().indexOf('[');
            Optional<TcpInfo> info =
                    open < 0 ? Optional.empty() : TcpInfo.inBrackets(said.get().substring(open), false);
            add(info.map(TcpInfo::address), name(), 2, true);
        }
    }

    /** Some servers, among them old ones of Exim: {@code host [192.0.2.1]}; and MDaemon's {@code [(192.0.2.1)]}. */
    private void readLiteral() {
        boolean known = isExim()
                || Stream.of("MDaemon", "SMTPD32", "IMail", "NTMail", "SmarterMail")
                        .anyMatch(line::isBy);
        if (known
                && from.size() == 2
                && !from.get(0).is(Kind.COMMENT)
                && from.get(1).is(Kind.LITERAL)) {
            String text = from.get(1).text();
            boolean inParentheses = text.startsWith("(") && text.endsWith(")");
            add(TcpInfo.address(inParentheses ? text.substring(1, text.length() - 1) : text), name(), 2, false);
        }
    }

    /** The address directly after {@code from}, with or without a port; for Exim and CommuniGate ([RCVD-3]). */
    private Optional<IpAddress> first() {
        if (from.isEmpty() || from.get(0).is(Kind.COMMENT)) {
            return Optional.empty();
        }
        return TcpInfo.inBrackets(from.get(0).raw(), false)
                .filter(info -> from.get(0).raw().startsWith("["))
                .map(TcpInfo::address);
    }

    private boolean isExim() {
        return line.isBy("Exim")
                || (line.protocol().equals(line.protocol().toLowerCase(Locale.ROOT))
                        && line.clause("id").stream().limit(1).anyMatch(part -> isEximId(part.text())));
    }

    /** Such as {@code 1GFbZc-0006QV-L8}; since Exim 4.97 with a middle part of 11 and a last one of 4 characters. */
    private static boolean isEximId(String id) {
        String[] parts = id.split("-", 4);
        return parts.length == 3
                && parts[0].length() == 6
                && (parts[1].length() == 6 || parts[1].length() == 11)
                && (parts[2].length() == 2 || parts[2].length() == 4)
                && id.chars().allMatch(c -> c == '-' || (c < 0x80 && Character.isLetterOrDigit(c)));
    }

    /** The words of {@code with} decide, and comments where the form writes them ([RCVD-1]). */
    private Authenticated authenticated(Client client) {
        boolean byProtocol = line.clause("with").stream()
                .anyMatch(part ->
                        part.is(Kind.WORD) && AUTHENTICATED.contains(part.text().toLowerCase(Locale.ROOT)));
        boolean haraka = line.isBy("Haraka") && laterComment("authenticated");
        if (byProtocol || haraka || client.account() || saysSo(client)) { // [RCVD-1]
            return Authenticated.YES;
        }
        boolean unclear = laterComment("authenticated")
                || laterComment("smtp-auth")
                || client.rest().stream().anyMatch(SmtpForms::mayTellOfAuthentication);
        return unclear ? Authenticated.UNCLEAR : Authenticated.NO;
    }

    /** Whether a comment says it in the form of the server. In another form, the HELO name or ident may say it. */
    private boolean saysSo(Client client) {
        boolean ident = client.rest().stream().anyMatch(part -> part.isComment("IDENT:"));
        return client.rest().stream()
                .anyMatch(part -> (part.isComment("authenticated") && (line.isBySendmail() || line.isBy("Postfix")))
                        || (part.isComment("user=") && part.text().contains(" mech=") && line.isBySendmail())
                        || (part.isComment("AUTH:") && isCourier() && !ident));
    }

    private static boolean mayTellOfAuthentication(Part part) {
        return part.isComment("authenticated")
                || part.isComment("user=")
                || part.isComment("AUTH:")
                || (part.isComment("IDENT:") && part.text().contains("AUTH:"));
    }

    /** Courier's ids have two dots and hexadecimal digits, as in {@code 000000000020A1B2.000000005F5E1000.00003A2B}. */
    private boolean isCourier() {
        return line.clause("id").stream()
                .limit(1)
                .map(Part::text)
                .anyMatch(id -> id.chars().filter(c -> c == '.').count() == 2
                        && id.chars().allMatch(c -> c == '.' || Character.digit(c, 16) >= 0));
    }

    private boolean laterComment(String start) {
        return line.serverComments("by", "with", "id", "via", "tls", "envelope-from", "for")
                .anyMatch(part -> part.isComment(start));
    }

    /** The envelope sender, where the form has it ([RCVD-5]). */
    private Optional<EnvelopeSender> sender() {
        Stream<String> qmailLdap = line.isBy("qmail-ldap")
                ? from.stream()
                        .filter(part -> part.isComment("envelope-sender "))
                        .map(Part::text)
                : Stream.empty();
        String[] own = isExim() || line.isBy("Dovecot") ? new String[] {"by", "with", "tls", "id"} : new String[0];
        Stream<String> comments = line.serverComments(own)
                .filter(part -> part.isComment("envelope-from "))
                .map(Part::text);
        Stream<String> found = Stream.of(
                        line.clause("envelope-from").stream()
                                .limit(line.isBy("Haraka") ? 1 : 0)
                                .map(Part::text),
                        line.senderAfterDate().filter(text -> !text.startsWith("<")).stream(), // FreeBSD's Sendmail
                        Stream.concat(qmailLdap, comments)
                                .map(text -> text.substring(text.indexOf(' ')).strip()))
                .flatMap(texts -> texts);
        // one that is no path may hold what the recipient closed
        List<Optional<EnvelopeSender>> senders =
                found.map(SenderFields::path).distinct().toList();
        return senders.size() == 1 ? senders.get(0) : Optional.empty();
    }
}
