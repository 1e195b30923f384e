package dev.rmx.receive;

import dev.rmx.receive.TraceScanner.Kind;
import dev.rmx.receive.TraceScanner.Part;
import dev.rmx.record.IpAddress;
import dev.rmx.record.IpPrefix;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The forms of {@code Received} that name no SMTP client, or whose client does not matter ([RCVD-3]). */
final class HandOvers {
    /** The servers of Gmail: 10.0.0.0/8, also as 6to4 addresses (RFC 3056). */
    private static final List<IpPrefix> GMAIL = List.of(IpPrefix.parse("10.0.0.0/8"), IpPrefix.parse("2002:a00::/24"));

    private HandOvers() {}

    /** The hop, if the field has one of these forms. */
    static Optional<Hop> of(ReceivedLine line) {
        String protocol = line.protocol().toLowerCase(Locale.ROOT);
        if (line.head().isPresent()) {
            return Optional.of(withHead(line, line.head().get()));
        }
        if (protocol.equals("local") || protocol.startsWith("local-")) { // [RCVD-3]
            return Optional.of(Hop.without(Hop.Kind.LOCAL, line, "is a local submission"));
        }
        if (isFromUserId(line)) {
            return Optional.of(Hop.without(Hop.Kind.LOCAL, line, "is a local submission by a user id"));
        }
        if (isPickup(line) || isOpenSmtpdLocal(line)) {
            return Optional.of(Hop.without(Hop.Kind.LOCAL, line, "is a local submission"));
        }
        if (isWord(protocol, "lmtp", "lmtps", "lmtpa", "lmtpsa", "utf8lmtp", "utf8lmtps", "utf8lmtpa", "utf8lmtpsa")
                || protocol.equals("mapi")) { // [RCVD-3]
            return Optional.of(Hop.without(Hop.Kind.HANDED_OVER, line, ""));
        }
        if (protocol.startsWith("pop3") || protocol.startsWith("imap")) { // [RCVD-3]
            return Optional.of(Hop.without(Hop.Kind.HANDED_OVER, line, "").fetched());
        }
        if (isGmail(line)) { // [RCVD-3]
            return Optional.of(Hop.without(Hop.Kind.HANDED_OVER, line, "").unnamed());
        }
        if (!line.has("from")) {
            return Optional.of(Hop.unclear(
                    line.isBy("Postfix") ? "names no client: Postfix forwarded it, or hides it" : "names no client"));
        }
        return Optional.empty();
    }

    private static boolean isWord(String word, String... wanted) {
        return List.of(wanted).contains(word);
    }

    /** A comment comes first: qmail's whole field, and Sendmail's submission program. */
    private static Hop withHead(ReceivedLine line, String head) {
        String[] words = head.strip().split("[ \t]+", 6);
        if (line.hasNoClause() && words.length >= 4 && words[0].equals("qmail")) {
            String how = head.strip().substring(head.strip().indexOf(words[2]));
            boolean local = how.equals("invoked by alias")
                    || how.equals("invoked for bounce")
                    || (how.startsWith("invoked by uid ") && words.length == 6 && isNumber(words[5]));
            if (local && isNumber(words[1])) {
                return Hop.without(Hop.Kind.LOCAL, line, "is a local submission");
            }
            if (how.equals("invoked from network") && isNumber(words[1])) { // [RCVD-3]
                return Hop.without(Hop.Kind.HANDED_OVER, line, "");
            }
        }
        boolean submit = line.isBySendmail()
                && line.serverComments("by").anyMatch(part -> part.text().endsWith("/Submit"));
        return submit
                        && words.length == 2
                        && words[0].equalsIgnoreCase("from")
                        && !line.has("from")
                        && !line.has("with")
                ? Hop.without(Hop.Kind.LOCAL, line, "is a local submission")
                : Hop.unclear("names no client");
    }

    private static boolean isNumber(String word) {
        return !word.isEmpty() && word.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** Postfix: {@code by HOST (Postfix, from userid 1000) id ID}. */
    private static boolean isFromUserId(ReceivedLine line) {
        List<Part> by = line.clause("by");
        if (!line.hasOnly("by", "id")
                || by.size() != 2
                || line.clause("id").size() != 1
                || !by.get(1).is(Kind.COMMENT)) {
            return false;
        }
        int userId = by.get(1).text().indexOf(", from userid ");
        return userId > 0 && isNumber(by.get(1).text().substring(userId + ", from userid ".length()));
    }

    /** Microsoft's: {@code from mail pickup service by HOST with Microsoft SMTPSVC}. */
    private static boolean isPickup(ReceivedLine line) {
        return line.clause("from").stream()
                        .map(Part::raw)
                        .collect(Collectors.joining(" "))
                        .equals("mail pickup service")
                && line.protocol().equals("Microsoft");
    }

    /** {@code from HELO (HOST [local]) by HOST (OpenSMTPD)}. */
    private static boolean isOpenSmtpdLocal(ReceivedLine line) {
        List<Part> from = line.clause("from");
        return line.isBy("OpenSMTPD")
                && from.size() == 2
                && !from.get(0).is(Kind.COMMENT)
                && from.get(1).is(Kind.COMMENT)
                && TcpInfo.isLocal(from.get(1).text());
    }

    /** {@code by ADDRESS with SMTP id ID}. */
    private static boolean isGmail(ReceivedLine line) {
        if (!line.hasOnly("by", "with", "id") || !line.protocol().equals("SMTP")) {
            return false;
        }
        boolean plain = List.of("by", "with", "id").stream()
                .allMatch(keyword -> line.clause(keyword).size() == 1);
        Optional<IpAddress> address = line.by().flatMap(TcpInfo::address);
        return plain
                && address.filter(by -> GMAIL.stream().anyMatch(prefix -> prefix.contains(by)))
                        .isPresent();
    }
}
