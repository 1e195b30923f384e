package dev.rmx.receive;

import dev.rmx.text.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an {@code Authentication-Results} field states, with its texts as they came (RFC 8601 §2.2).
 *
 * @param host the authserv-id, which need not be a domain name
 * @param version the version of the field's format
 * @param statements the results, in the order of the field
 */
record StatedResults(String host, String version, List<Statement> statements) {
    /** The version that RFC 8601 and all RFCs before it define. */
    static final String VERSION = "1";

    private static final Pattern KEYWORD = Pattern.compile("[a-z0-9_-]{1,64}");
    private static final Pattern PROPERTY = Pattern.compile("[a-z0-9_-]{1,64}\\.[a-z0-9_-]{1,64}");
    private static final int UNKNOWN = -1;

    /** Whether a text is a keyword in lower case: a method, a result, or a part of a property. */
    static boolean isKeyword(String text) {
        return KEYWORD.matcher(text).matches();
    }

    /** Whether a text is the type of a property, a dot and its name, in lower case. */
    static boolean isProperty(String text) {
        return PROPERTY.matcher(text).matches();
    }

    /**
     * Reads a field's value.
     *
     * @throws IllegalArgumentException if it does not begin with a host and a semicolon, or is too long
     */
    static StatedResults parse(String value) {
        FieldScanner scanner = new FieldScanner(value);
        String host = scanner.host();
        String version = host.isEmpty() || scanner.at(';') ? VERSION : scanner.number();
        if (host.isEmpty() || version.isEmpty() || !scanner.at(';')) {
            throw new IllegalArgumentException(
                    "an Authentication-Results field begins with a host and a semicolon, not "
                            + Printable.quote(value));
        }
        List<Statement> statements = new ArrayList<>();
        while (scanner.take(';')) {
            Statement statement = statement(scanner);
            if (statement != null) { // [HDR-5]
                statements.add(statement);
            }
        }
        return new StatedResults(host, version, statements);
    }

    /** Null if the method or its result cannot be understood. What cannot be understood after them is skipped. */
    private static @Nullable Statement statement(FieldScanner scanner) {
        String method = scanner.keyword();
        int version = scanner.take('/') ? methodVersion(scanner.number()) : 1;
        String result = scanner.take('=') ? scanner.lastKeyword() : "";
        Statement.Builder builder = new Statement.Builder();
        while (!scanner.atEnd() && !scanner.at(';')) {
            int start = scanner.position();
            String type = scanner.keyword();
            if (type.equals("reason") && scanner.take('=')) {
                builder.reason(scanner.value());
            } else {
                String property = scanner.take('.') ? type + "." + scanner.keyword() : "";
                if (isProperty(property) && scanner.take('=')) {
                    builder.property(property, scanner.value());
                } else {
                    builder.skipped();
                    scanner.skipItem(start);
                }
            }
        }
        boolean understood = isKeyword(method) && version != UNKNOWN && isKeyword(result);
        return understood ? builder.build(method, version, result, scanner) : null;
    }

    private static int methodVersion(String digits) {
        return digits.isEmpty() || digits.length() > 9 ? UNKNOWN : Integer.parseInt(digits);
    }
}
