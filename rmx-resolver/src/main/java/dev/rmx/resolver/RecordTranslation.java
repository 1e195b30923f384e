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
        IpRanges all = IpRanges.NONE;
        for (Loss loss : losses) {
            all = all.union(loss.addresses().orElse(IpRanges.NONE));
        }
        return all;
    }
}
