package dev.rmx.codec.lint;

import dev.rmx.codec.lint.Directive.Effect;
import dev.rmx.record.IpPrefix;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Finds entries of several RMX records that match the same client with different results ([REC-3]). */
final class RecordOrder {
    private RecordOrder() {}

    /** A prefix, with some entries that hold all of it. */
    private record Open(IpPrefix prefix, List<Directive> outside) {}

    /** Two entries that may match the same client. */
    private record Pair(Directive one, Directive other) {
        LintFinding finding() {
            return one.finding(
                    LintRule.ORDER_MATTERS,
                    "receivers may take the records in different orders, and then differ about clients that match "
                            + one.canonical() + " and, in another record, " + other.canonical(),
                    "write one record");
        }
    }

    /** At most one finding: what is right is the same for all. */
    static Optional<LintFinding> finding(List<Directive> directives) {
        if (directives.stream().map(Directive::record).distinct().count() < 2) {
            return Optional.empty();
        }
        return anywhere(directives).or(() -> nested(directives)).map(Pair::finding);
    }

    private static boolean differ(Directive one, Directive other) {
        boolean effects = one.effect() != other.effect() || one.effect() == Effect.OPEN;
        return effects && !one.record().equals(other.record()) && !one.isMapped() && !other.isMapped();
    }

    /** An entry that may match any client, and one that differs. */
    private static Optional<Pair> anywhere(List<Directive> directives) {
        List<Directive> some = List.of();
        for (Directive directive : directives) {
            some = directive.prefix().isEmpty() ? with(some, directive) : some;
        }
        for (Directive one : some) {
            for (Directive other : directives) {
                if (differ(one, other)) {
                    return Optional.of(new Pair(one, other));
                }
            }
        }
        return Optional.empty();
    }

    /** A prefix inside one that differs. */
    private static Optional<Pair> nested(List<Directive> directives) {
        List<Directive> outerFirst = directives.stream()
                .filter(directive -> directive.prefix().isPresent())
                .sorted(Comparator.comparing(RecordOrder::prefix, LaterPrefixes.OUTER_FIRST))
                .toList();
        Deque<Open> around = new ArrayDeque<>();
        for (Directive directive : outerFirst) {
            IpPrefix prefix = prefix(directive);
            while (!around.isEmpty() && !around.peek().prefix().contains(prefix.address())) {
                around.pop();
            }
            List<Directive> outside =
                    around.isEmpty() ? List.of() : around.peek().outside();
            for (Directive other : outside) {
                if (differ(directive, other)) {
                    return Optional.of(new Pair(directive, other));
                }
            }
            around.push(new Open(prefix, with(outside, directive)));
        }
        return Optional.empty();
    }

    private static IpPrefix prefix(Directive directive) {
        return directive.prefix().orElseThrow();
    }

    /** Keeps two of each effect, of two records: any other directive is in another record than one of them. */
    private static List<Directive> with(List<Directive> some, Directive directive) {
        List<Directive> alike = some.stream()
                .filter(other -> other.effect() == directive.effect())
                .toList();
        if (alike.size() == 2 || alike.stream().anyMatch(other -> other.record().equals(directive.record()))) {
            return some;
        }
        List<Directive> more = new ArrayList<>(some);
        more.add(directive);
        return more;
    }
}
