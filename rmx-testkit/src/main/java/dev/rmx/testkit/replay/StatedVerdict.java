package dev.rmx.testkit.replay;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rmx.PublishedForm;
import dev.rmx.RmxOutcome;
import dev.rmx.RmxResult;
import dev.rmx.RmxVerdict;
import dev.rmx.SpfDecision;
import dev.rmx.spf.SpfResult;
import dev.rmx.text.Printable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A verdict as a file states it, for people and to compare: what another version of the library decided.
 *
 * @param values the values in text, by the names of their fields; what the verdict does not have is left out
 */
record StatedVerdict(Map<String, String> values) {
    /** Words for people, which a later version may choose otherwise. */
    private static final String REASON = "reason";

    /** The fields in order. */
    private static final List<String> FIELDS = List.of(
            "result",
            "outcome",
            "mechanism",
            "form",
            "spf",
            "explanation",
            REASON,
            "authenticated",
            "stale",
            "validUntil",
            "retryAfter");

    private static final Set<String> FLAGS = Set.of("authenticated", "stale");

    static StatedVerdict of(RmxVerdict verdict) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("result", verdict.result().toString());
        values.put("outcome", verdict.outcome().toString());
        verdict.mechanism().ifPresent(mechanism -> values.put("mechanism", mechanism));
        verdict.form().ifPresent(form -> values.put("form", form.toString()));
        verdict.spf().flatMap(SpfDecision::result).ifPresent(word -> values.put("spf", word.toString()));
        verdict.spf().flatMap(SpfDecision::explanation).ifPresent(words -> values.put("explanation", words));
        values.put(REASON, verdict.reason());
        values.put("authenticated", String.valueOf(verdict.authenticated()));
        values.put("stale", String.valueOf(verdict.stale()));
        verdict.validUntil().ifPresent(until -> values.put("validUntil", until.toString()));
        verdict.retryAfter().ifPresent(after -> values.put("retryAfter", after.toString()));
        return new StatedVerdict(values);
    }

    ObjectNode write() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        values.forEach((name, value) -> {
            if (FLAGS.contains(name)) {
                node.put(name, Boolean.parseBoolean(value));
            } else {
                node.put(name, value);
            }
        });
        return node;
    }

    static StatedVerdict read(JsonPlace verdict) {
        verdict.object(Set.copyOf(FIELDS));
        requireValid(verdict);
        Map<String, String> values = new LinkedHashMap<>();
        for (String name : FIELDS) {
            verdict.optional(name)
                    .ifPresent(value ->
                            values.put(name, FLAGS.contains(name) ? String.valueOf(value.flag()) : value.text()));
        }
        return new StatedVerdict(values);
    }

    /** Refuses what is no verdict: a result that its outcome or its word of SPF does not have. */
    private static void requireValid(JsonPlace verdict) {
        RmxResult result = verdict.field("result").oneOf(RmxResult.values(), RmxResult::toString);
        RmxOutcome outcome = verdict.field("outcome").oneOf(RmxOutcome.values(), RmxOutcome::toString);
        if (outcome.result() != result) {
            throw verdict.field("result")
                    .wrong("the result of " + outcome + " is " + outcome.result() + ", not " + result);
        }
        Optional<PublishedForm> form =
                verdict.optional("form").map(name -> name.oneOf(PublishedForm.values(), PublishedForm::toString));
        verdict.optional("spf").ifPresent(place -> {
            SpfResult word = place.oneOf(SpfResult.values(), SpfResult::toString);
            if (resultOf(word) != result
                    || form.filter(PublishedForm.SPF::equals).isEmpty()) {
                throw place.wrong(word + " does not go with the result " + result
                        + form.map(other -> " by " + other).orElse(" without a form"));
            }
        });
        verdict.optional("validUntil").ifPresent(JsonPlace::moment);
        verdict.optional("retryAfter").ifPresent(JsonPlace::moment);
    }

    /** [SPF-2] */
    private static RmxResult resultOf(SpfResult word) {
        return switch (word) {
            case PASS -> RmxResult.PASS;
            case FAIL -> RmxResult.FAIL;
            case TEMPERROR -> RmxResult.TEMPERROR;
            case SOFTFAIL, NEUTRAL, NONE, PERMERROR -> RmxResult.NONE;
        };
    }

    /** How another verdict differs, apart from the words of its reason: a line for each value. */
    List<String> differences(StatedVerdict now) {
        List<String> differences = new ArrayList<>();
        for (String name : FIELDS) {
            if (!name.equals(REASON) && !Objects.equals(values.get(name), now.values.get(name))) {
                differences.add(name + " was " + shown(name) + " and is " + now.shown(name));
            }
        }
        return differences;
    }

    private String shown(String name) {
        String value = values.get(name);
        return value == null ? "not there" : Printable.quote(value);
    }
}
