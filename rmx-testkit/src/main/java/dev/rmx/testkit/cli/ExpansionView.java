package dev.rmx.testkit.cli;

import dev.rmx.RmxExpansion;
import dev.rmx.RmxOutcome;
import dev.rmx.RmxResult;
import dev.rmx.RmxVerdict;
import dev.rmx.SpfDecision;
import dev.rmx.record.IpRange;
import dev.rmx.spf.SpfTerm;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Shows what a domain says of all addresses, for people and as JSON. */
final class ExpansionView {
    private static final Set<RmxOutcome> REST = Set.of(RmxOutcome.DENIED, RmxOutcome.NOT_IN_RMX, RmxOutcome.NO_RMX);

    private final RmxExpansion expansion;

    ExpansionView(RmxExpansion expansion) {
        this.expansion = expansion;
    }

    /** The word of a verdict: that of SPF if SPF decided, which tells more, or the result. */
    static String word(RmxVerdict verdict) {
        return verdict.spf()
                .flatMap(SpfDecision::result)
                .map(Object::toString)
                .orElseGet(() -> verdict.result().toString());
    }

    static String chain(List<String> terms) {
        return String.join(" > ", terms);
    }

    /** Until when DNS says what a part says; empty if no answer of DNS is in it. */
    private static Optional<Instant> until(RmxExpansion.Part part) {
        return part.verdict()
                .flatMap(RmxVerdict::validUntil)
                .filter(time -> time.isBefore(Instant.MAX))
                .map(time -> time.truncatedTo(ChronoUnit.SECONDS));
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        Optional<String> rest = rest();
        for (RmxExpansion.Part part : expansion.parts()) {
            String until = until(part).map(time -> " until " + time).orElse("");
            if (rest.filter(part.toString()::equals).isPresent()) {
                continue;
            }
            for (IpRange range : part.addresses().ranges()) {
                lines.add(range + " " + part + until);
            }
        }
        rest.ifPresent(said -> lines.add("all other addresses: " + said));
        lines.add("authorized: " + expansion.addresses(RmxResult.PASS).count() + " addresses");
        expansion.unlisted().forEach(path -> lines.add("cannot be listed: " + chain(path)));
        expansion.failures().forEach((question, failure) -> lines.add("failed: " + question + ": " + failure.reason()));
        if (expansion.tooMany()) {
            lines.add("not listed: there are too many ranges, or no time is left");
        }
        return lines;
    }

    /** What is said of the largest part that no directive but {@code all} matches; empty if there is none. */
    private Optional<String> rest() {
        return expansion.parts().stream()
                .filter(ExpansionView::isRest)
                .max(Comparator.comparing(part -> part.addresses().count()))
                .map(RmxExpansion.Part::toString);
    }

    private static boolean isRest(RmxExpansion.Part part) {
        return part.verdict()
                .or(part::otherwise)
                .filter(verdict -> REST.contains(verdict.outcome()))
                .filter(verdict -> verdict.spf()
                        .map(SpfDecision::terms)
                        .map(terms -> terms.isEmpty() || terms.get(terms.size() - 1) instanceof SpfTerm.All)
                        .orElse(verdict.entry().isEmpty()))
                .isPresent();
    }

    String json() {
        return new Json()
                .field("domain", expansion.subject().toString())
                .field("form", form())
                .field("authorized", expansion.addresses(RmxResult.PASS).count().toString())
                .objects("parts", expansion.parts().stream().map(ExpansionView::json))
                .objects("unlisted", expansion.unlisted().stream().map(path -> new Json().strings("directives", path)))
                .objects(
                        "failures",
                        expansion.failures().entrySet().stream()
                                .map(failure -> new Json()
                                        .field("question", failure.getKey().toString())
                                        .field("reason", failure.getValue().reason())))
                .field("complete", !expansion.tooMany())
                .end();
    }

    private @Nullable String form() {
        return expansion.parts().stream()
                .flatMap(part -> part.verdict().stream())
                .flatMap(verdict -> verdict.form().stream())
                .findFirst()
                .map(Object::toString)
                .orElse(null);
    }

    private static Json json(RmxExpansion.Part part) {
        return said(part)
                .strings("ranges", part.addresses().ranges())
                .field("count", part.addresses().count().toString());
    }

    /** What a part says. */
    static Json said(RmxExpansion.Part part) {
        return new Json()
                .field("result", part.verdict().map(ExpansionView::word).orElse("unknown"))
                .strings("source", part.source())
                .field("text", part.toString())
                .field("validUntil", until(part).map(Instant::toString))
                .strings(
                        "hangsOn",
                        part.unlisted().stream().map(ExpansionView::chain).toList())
                .field("otherwise", part.otherwise().map(ExpansionView::word));
    }

    /** The exit code that tells what was found. */
    static int exitCode(RmxExpansion expansion) {
        if (expansion.hangsOnFailure()) {
            return ExitCode.TEMPERROR;
        }
        boolean none = expansion.parts().stream()
                .allMatch(part -> part.verdict()
                        .filter(verdict -> verdict.result() == RmxResult.NONE)
                        .isPresent());
        return expansion.tooMany() ? ExitCode.BAD_DATA : none ? ExitCode.NONE : ExitCode.OK;
    }
}
