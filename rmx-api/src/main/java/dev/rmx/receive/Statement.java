package dev.rmx.receive;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The result of one method as a header field states it, with its values as they came.
 *
 * @param method the method in lower case
 * @param version the version of the method; 1 if the field does not say
 * @param result the method's word in lower case
 * @param reason why; empty if the field does not say
 * @param properties the different values of each property
 * @param whole whether all of it was understood
 */
record Statement(
        String method, int version, String result, String reason, Map<String, List<String>> properties, boolean whole) {

    /** The first value of each property. A quoted local part gives its content. */
    Map<String, String> firstValues() {
        Map<String, String> first = new LinkedHashMap<>();
        properties.forEach((property, values) -> first.put(property, FieldScanner.withoutQuotes(values.get(0))));
        return first;
    }

    /** What a field states of one result, while it is read. */
    static final class Builder {
        private final Map<String, Set<String>> properties = new LinkedHashMap<>();
        private @Nullable String reason;
        private boolean whole = true;

        /** Adds a reason. The first one counts that can be understood. */
        void reason(@Nullable String text) {
            whole &= text != null;
            reason = reason == null ? text : reason;
        }

        void property(String name, @Nullable String value) {
            whole &= value != null;
            if (value != null) {
                properties.computeIfAbsent(name, n -> new LinkedHashSet<>()).add(value);
            }
        }

        void skipped() {
            whole = false;
        }

        /** The statement that ends where the scanner is. */
        Statement build(String method, int version, String result, FieldScanner scanner) {
            Map<String, List<String>> values = new LinkedHashMap<>();
            properties.forEach((name, different) -> values.put(name, List.copyOf(different)));
            return new Statement(
                    method, version, result, reason == null ? "" : reason, values, whole && !scanner.isCut());
        }
    }
}
