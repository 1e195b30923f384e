package dev.rmx.receive;

import dev.rmx.text.Printable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The content of any host's {@code Authentication-Results} field (RFC 8601 §2.2).
 *
 * @param server the authserv-id, as written
 * @param statements one per result; empty for {@code none}
 */
record AuthenticationResults(String server, List<Statement> statements) {
    /**
     * A result.
     *
     * @param method in lower case, without its version
     * @param result in lower case
     * @param reason empty if there is none
     * @param properties values by type and property in lower case, such as {@code smtp.mailfrom}
     */
    record Statement(String method, String result, String reason, Map<String, String> properties) {}

    static AuthenticationResults parse(String value) {
        Scanner scanner = new Scanner(value);
        String server = scanner.word("an authserv-id");
        if (!scanner.at(';')) {
            scanner.word("a version");
        }
        List<Statement> statements = new ArrayList<>();
        scanner.expect(';');
        do {
            String method = scanner.keyword("a method");
            if (method.equals("none") && statements.isEmpty() && scanner.atEnd()) {
                return new AuthenticationResults(server, List.of());
            }
            statements.add(statement(method, scanner));
        } while (scanner.take(';') && !scanner.atEnd());
        if (!scanner.atEnd()) {
            throw scanner.expected("a semicolon");
        }
        return new AuthenticationResults(server, List.copyOf(statements));
    }

    private static Statement statement(String method, Scanner scanner) {
        if (scanner.take('/')) {
            scanner.word("a version");
        }
        scanner.expect('=');
        String result = scanner.keyword("a result");
        String reason = "";
        Map<String, String> properties = new LinkedHashMap<>();
        while (!scanner.atEnd() && !scanner.at(';')) {
            String type = scanner.keyword("reason or a property's type");
            if (type.equals("reason") && scanner.take('=')) {
                reason = scanner.word("a reason");
            } else {
                scanner.expect('.');
                String property = scanner.keyword("a property");
                scanner.expect('=');
                properties.putIfAbsent(type + "." + property, scanner.propertyValue());
            }
        }
        return new Statement(method, result, reason, properties);
    }

    /** Reads a value from left to right, and skips comments and white space between parts. */
    private static final class Scanner {
        private final String text;
        private int at;

        Scanner(String value) {
            this.text = FieldText.unfold(value);
            skip();
        }

        private void skip() {
            int depth = 0;
            while (at < text.length()) {
                char c = text.charAt(at);
                if (c == '(') {
                    depth++;
                } else if (depth > 0 && c == ')') {
                    depth--;
                } else if (depth > 0 && c == '\\') {
                    at++;
                } else if (depth == 0 && c != ' ' && c != '\t') {
                    return;
                }
                at++;
            }
            if (depth > 0) {
                throw expected("a parenthesis that closes the comment");
            }
        }

        boolean atEnd() {
            return at >= text.length();
        }

        boolean at(char wanted) {
            return !atEnd() && text.charAt(at) == wanted;
        }

        boolean take(char wanted) {
            if (!at(wanted)) {
                return false;
            }
            at++;
            skip();
            return true;
        }

        void expect(char wanted) {
            if (!take(wanted)) {
                throw expected("\"" + wanted + '"');
            }
        }

        /** A keyword, in lower case. It has no dot, since a dot separates a property from its type. */
        String keyword(String what) {
            return run(what, "-_").toLowerCase(Locale.ROOT);
        }

        /** A quoted string or a token (RFC 2045 §5.1). */
        String word(String what) {
            return at('"') ? quoted() : run(what, "!#$%&'*+-.^_`{|}~");
        }

        /** A word, an address, or {@code @} and a domain. */
        String propertyValue() {
            StringBuilder value = new StringBuilder();
            if (at('"')) {
                value.append(quoted());
            }
            if (value.isEmpty() || at('@')) {
                value.append(run("a value", "!#$%&'*+-.^_`{|}~@/=?:[]"));
            }
            return value.toString();
        }

        private String run(String what, String others) {
            int start = at;
            while (!atEnd() && (isAlphanumeric(text.charAt(at)) || others.indexOf(text.charAt(at)) >= 0)) {
                at++;
            }
            if (at == start) {
                throw expected(what);
            }
            String found = text.substring(start, at);
            skip();
            return found;
        }

        /** RFC 8601 allows letters outside ASCII too, for internationalized mail. */
        private static boolean isAlphanumeric(char c) {
            return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0xa0;
        }

        private String quoted() {
            StringBuilder value = new StringBuilder();
            at++;
            while (!at('"')) {
                if (at('\\')) {
                    at++;
                }
                if (atEnd()) {
                    throw expected("a quotation mark that closes the string");
                }
                value.append(text.charAt(at++));
            }
            at++;
            skip();
            return value.toString();
        }

        IllegalArgumentException expected(String what) {
            return new IllegalArgumentException("an Authentication-Results field must have " + what + " at offset " + at
                    + " of " + Printable.quote(text));
        }
    }
}
