package dev.rmx.receive;

import dev.rmx.receive.TraceScanner.Kind;
import dev.rmx.receive.TraceScanner.Part;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A {@code Received} field, split into its clauses: {@code from}, {@code by}, {@code with} and others, and the date
 * (RFC 5321 §4.4). It refuses what no server writes, since the sender may have written it ([RCVD-6]).
 */
final class ReceivedLine {
    /** The words that begin a clause. The last two are Exim's and Haraka's. */
    private static final Set<String> KEYWORDS =
            Set.of("from", "by", "via", "with", "id", "for", "tls", "envelope-from");

    private final Map<String, List<Part>> clauses = new HashMap<>();
    /** The comment before all clauses. */
    private Optional<String> head = Optional.empty();
    /** What Sendmail writes in the comment after the date. */
    private Optional<String> senderAfterDate = Optional.empty();

    private Optional<String> fault;

    ReceivedLine(String value) {
        TraceScanner scanner = new TraceScanner(value);
        fault = scanner.fault();
        List<Part> parts = scanner.parts();
        int semicolon = 0;
        while (semicolon < parts.size() && !parts.get(semicolon).is(Kind.SEMICOLON)) {
            semicolon++;
        }
        if (fault.isEmpty()) {
            readClauses(parts.subList(0, semicolon));
        }
        if (fault.isEmpty()) {
            readDate(parts.subList(Math.min(semicolon + 1, parts.size()), parts.size()));
        }
        if (fault.isEmpty()) {
            checkClauses();
        }
    }

    /** Why the field cannot be read with certainty: continues "the field". */
    Optional<String> fault() {
        return fault;
    }

    /** The parts of a clause after its keyword; empty if it is absent. */
    List<Part> clause(String keyword) {
        return clauses.getOrDefault(keyword, List.of());
    }

    boolean has(String keyword) {
        return clauses.containsKey(keyword);
    }

    /** Whether the field has these clauses and no other. */
    boolean hasOnly(String... keywords) {
        return head.isEmpty() && clauses.keySet().equals(Set.of(keywords));
    }

    /** Whether there is only a comment and a date. */
    boolean hasNoClause() {
        return clauses.isEmpty();
    }

    /** The content of a comment that stands before all clauses. */
    Optional<String> head() {
        return head;
    }

    /** The server's own name. */
    Optional<String> by() {
        return clause("by").stream().map(Part::raw).findFirst();
    }

    /** The protocol: the first word after {@code with}. */
    String protocol() {
        return clause("with").stream()
                .filter(part -> part.is(Kind.WORD))
                .map(Part::text)
                .findFirst()
                .orElse("");
    }

    /** The comments behind the {@code from} clause, which the server wrote. */
    Stream<Part> serverComments(String... keywords) {
        return Stream.of(keywords).flatMap(keyword -> clause(keyword).stream()).filter(part -> part.is(Kind.COMMENT));
    }

    /** Whether the server says that it is this software. */
    boolean isBy(String software) {
        return serverComments("by", "with", "tls", "id").anyMatch(part -> part.isComment(software));
    }

    /** Whether this is Sendmail: its comment has two versions, as in {@code (8.15.2/8.15.2)}. */
    boolean isBySendmail() {
        return serverComments("by")
                .anyMatch(part -> part.text().indexOf('/') > 0
                        && Character.isDigit(part.text().charAt(0)));
    }

    /** The sender in {@code (envelope-from …)} after the date. */
    Optional<String> senderAfterDate() {
        return senderAfterDate;
    }

    private void fail(String reason) {
        fault = fault.or(() -> Optional.of(reason));
    }

    private void readClauses(List<Part> parts) {
        List<Part> clause = new ArrayList<>();
        List<Part> start = clause;
        Part last = new Part(Kind.SEMICOLON, "", false);
        for (int i = 0; i < parts.size(); i++) {
            Part part = parts.get(i);
            String keyword = part.is(Kind.WORD) ? part.text().toLowerCase(Locale.ROOT) : "";
            if (keyword.equals("with") && clause == clauses.get("with") && isStartTls(parts, i + 1)) {
                i++;
            } else if (KEYWORDS.contains(keyword)) {
                clause = new ArrayList<>();
                if (clauses.put(keyword, clause) != null) { // [RCVD-6]
                    fail("has a second \"" + keyword + "\"");
                }
                if (keyword.equals("from") && i > 0) {
                    fail("does not begin with \"from\"");
                }
            } else if (part.glued()
                    && last.is(Kind.COMMENT)
                    && !part.is(Kind.COMMENT)
                    && !part.text().equals(",")) {
                fail("has text attached to a comment");
            } else if (has("from") && !has("by") && clause != clauses.get("from") && namesAddress(part)) { // [RCVD-6]
                fail("has an address before \"by\" that is not in the \"from\" clause");
            } else {
                clause.add(part);
            }
            last = parts.get(i);
        }
        if (start.size() == 1 && start.get(0).is(Kind.COMMENT)) {
            head = Optional.of(start.get(0).text());
        } else if (!start.isEmpty() || parts.isEmpty()) {
            fail("begins with no known word");
        }
    }

    /** Mimecast writes {@code with ESMTP with STARTTLS}. */
    private static boolean isStartTls(List<Part> parts, int index) {
        return index < parts.size() && parts.get(index).text().equals("STARTTLS");
    }

    private static boolean namesAddress(Part part) {
        return !part.is(Kind.WORD) && TcpInfo.namesAddress(part.raw());
    }

    private void readDate(List<Part> parts) {
        List<Part> date = new ArrayList<>(parts);
        boolean hasSender = !date.isEmpty() && date.get(date.size() - 1).isComment("envelope-from ");
        if (hasSender && (isBySendmail() || isBy("PowerMTA"))) {
            String sender = date.remove(date.size() - 1).text().substring("envelope-from ".length());
            senderAfterDate = Optional.of(sender).filter(text -> isBySendmail());
        }
        if (!TraceDate.is(date)) { // [RCVD-6]
            fail("has more or less than a date after its semicolon");
        }
    }

    private void checkClauses() {
        for (Part part : clause("by").stream().skip(1).toList()) {
            if (part.is(Kind.WORD) || part.is(Kind.MIXED)) {
                fail("has more than one word after \"by\"");
            }
        }
        checkSize("by", 1, 4);
        checkSize("id", 1, isBy("OpenSMTPD") ? 3 : 1); // id ID auth=yes user=NAME
        checkSize("envelope-from", 1, 1);
        checkSize("with", 1, 6);
        checkSize("via", 1, 4);
        checkSize("tls", 1, 4);
        if (clause("with").stream().anyMatch(part -> part.is(Kind.PATH) || part.is(Kind.MIXED))) {
            fail("has no protocol after \"with\"");
        }
        if (protocol().equals("MailEnable") && clause("by").stream().anyMatch(ReceivedLine::namesAddress)) {
            fail("has an address after \"by\""); // [RCVD-6] a field of MailEnable may have no "by" of its own
        }
        for (Part part : clause("for").stream().skip(1).toList()) {
            if (!part.is(Kind.COMMENT) && part.text().indexOf('@') < 0) {
                fail("has more than recipients after \"for\"");
            }
        }
    }

    private void checkSize(String keyword, int least, int most) {
        long size = clause(keyword).stream()
                .filter(part -> !part.is(Kind.COMMENT) && !part.text().equals(","))
                .count();
        if (has(keyword) && (size < least || size > most)) { // [RCVD-6]
            fail("has " + size + " words after \"" + keyword + "\"");
        }
    }
}
