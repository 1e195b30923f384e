package dev.rmx;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One of the cases in which the directives can turn out that cannot be listed, and what a check gives then.
 *
 * @param ways what each directive comes to that matters, in order, by what it asks
 * @param result the result; null if a directive decides by itself, or it cannot be told
 * @param spf the word if SPF decides: that of SPF, if there is one
 * @param decides what the directive asks that decides by itself; null if none does
 */
record UnlistedCase(
        Map<String, UnlistedWay> ways,
        @Nullable RmxResult result,
        Optional<String> spf,
        @Nullable String decides) {
    /** Nothing can be told. */
    static final UnlistedCase UNKNOWN = unknown(Map.of());

    static UnlistedCase of(Map<String, UnlistedWay> ways, RmxVerdict verdict) {
        Optional<String> word = verdict.form()
                .filter(form -> form == PublishedForm.SPF)
                .map(form -> verdict.spf().flatMap(SpfDecision::result).map(Object::toString))
                .map(said -> said.orElseGet(() -> verdict.result().toString()));
        return new UnlistedCase(ways, verdict.result(), word, null);
    }

    static UnlistedCase unknown(Map<String, UnlistedWay> ways) {
        return new UnlistedCase(ways, null, Optional.empty(), null);
    }

    static UnlistedCase decided(Map<String, UnlistedWay> ways, String by) {
        return new UnlistedCase(ways, null, Optional.empty(), by);
    }

    /** Whether both can be the case for one client and sender. */
    boolean allows(UnlistedCase other) {
        for (Map.Entry<String, UnlistedWay> way : ways.entrySet()) {
            UnlistedWay its = other.ways.get(way.getKey());
            if (its != null && !its.allows(way.getValue())) {
                return false;
            }
        }
        return true;
    }

    /** Whether it cannot be told what a check gives. */
    boolean isUnknown() {
        return result == null && decides == null;
    }

    /** Whether both are sure to have the same result, and the same word if both have one. */
    boolean saysTheSame(UnlistedCase other) {
        if (result == null || other.result == null) {
            return decides != null && decides.equals(other.decides);
        }
        return result == other.result && (spf.isEmpty() || other.spf.isEmpty() || spf.equals(other.spf));
    }

    private String word() {
        return spf.orElseGet(() -> result != null ? result.toString() : decides != null ? "as it says" : "unknown");
    }

    /** How this case and another differ that can be at the same time, as text for people. */
    String against(UnlistedCase other) {
        Map<String, UnlistedWay> both = new LinkedHashMap<>(ways);
        other.ways.forEach(both::putIfAbsent);
        List<String> conditions = new ArrayList<>();
        both.values().forEach(way -> conditions.add(way.toString()));
        return conditions.isEmpty()
                ? word() + " -> " + other.word()
                : conditions.stream().collect(Collectors.joining(", and ", "if ", ": ")) + word() + " -> "
                        + other.word();
    }
}
