package dev.rmx.resolver;

import dev.rmx.record.IpRanges;
import java.util.List;
import java.util.Optional;

/**
 * A record in the language of another form, with what it does not say ([LINT-4]).
 *
 * @param record the record, which says the same of every address but those of the losses
 * @param losses what it loses; a loss with addresses changes the result of their checks
 * @param <R> the type of the record
 */
public record RecordTranslation<R>(R record, List<Loss> losses) {
    /**
     * Copies the list.
     *
     * @param record the record
     * @param losses what it loses
     */
    public RecordTranslation {
        losses = List.copyOf(losses);
    }

    /**
     * What a translation loses.
     *
     * @param addresses the addresses whose result changes; empty if none does now
     * @param reason what changes, as one line for people
     */
    public record Loss(Optional<IpRanges> addresses, String reason) {}

    /**
     * The addresses whose result changes, or may change.
     *
     * @return the addresses of all losses; none if the record says the same of every address now
     */
    public IpRanges changed() {
        return union(losses.stream().flatMap(loss -> loss.addresses().stream()).toList());
    }

    /** Halves the list, since each union costs as much as it is long. */
    private static IpRanges union(List<IpRanges> all) {
        int half = all.size() / 2;
        return half == 0
                ? all.stream().findFirst().orElse(IpRanges.NONE)
                : union(all.subList(0, half)).union(union(all.subList(half, all.size())));
    }
}
