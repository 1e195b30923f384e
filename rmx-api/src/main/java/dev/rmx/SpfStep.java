package dev.rmx;

import dev.rmx.spf.SpfRecord;
import dev.rmx.spf.SpfTerm;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A term that decides, or that leads to the record with the term that decides.
 *
 * @param record the record that holds it
 * @param term the term
 * @param below the step in the record that the term leads to; null if the term decides
 */
record SpfStep(SpfRecord record, SpfTerm term, @Nullable SpfStep below) {

    /** The steps from {@code first} down to the term that decides; none if {@code first} is null. */
    static List<SpfStep> chain(@Nullable SpfStep first) {
        List<SpfStep> chain = new ArrayList<>();
        for (SpfStep step = first; step != null; step = step.below) {
            chain.add(step);
        }
        return chain;
    }
}
