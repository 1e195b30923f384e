package dev.rmx.resolver;

import dev.rmx.PublishedForm;
import dev.rmx.RmxResult;
import dev.rmx.RmxVerdict;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/**
 * Counts the events of checkers, from when it was made. Pass it to {@link RmxCheckerBuilder#listener}, and read it at
 * any time. Counts never decrease.
 *
 * <p>Safe to share between threads, and between checkers.
 */
public final class RmxCounters implements RmxListener {
    private final LongAdder questions = new LongAdder();
    private final LongAdder hits = new LongAdder();
    private final LongAdder failuresRemembered = new LongAdder();
    private final LongAdder refusals = new LongAdder();
    private final LongAdder staleUses = new LongAdder();
    private final LongAdder timeOuts = new LongAdder();
    private final LongAdder checkNanos = new LongAdder();
    private final Map<DnsAnswer.Failed.Kind, LongAdder> failures = adders(DnsAnswer.Failed.Kind.class);
    private final Map<PublishedForm, Map<RmxResult, LongAdder>> checks = new EnumMap<>(PublishedForm.class);
    private final Map<RmxResult, LongAdder> checksWithoutForm = adders(RmxResult.class);

    /** Starts all counts at 0. */
    public RmxCounters() {
        for (PublishedForm form : PublishedForm.values()) {
            checks.put(form, adders(RmxResult.class));
        }
    }

    private static <K extends Enum<K>> Map<K, LongAdder> adders(Class<K> kinds) {
        Map<K, LongAdder> adders = new EnumMap<>(kinds);
        for (K kind : kinds.getEnumConstants()) {
            adders.put(kind, new LongAdder());
        }
        return adders;
    }

    private static <K, V> V of(Map<K, V> adders, K kind) {
        return Objects.requireNonNull(adders.get(kind)); // every kind has one
    }

    private Map<RmxResult, LongAdder> of(Optional<PublishedForm> form) {
        return form.isPresent() ? of(checks, form.get()) : checksWithoutForm;
    }

    @Override
    public boolean neverBlocks() {
        return true;
    }

    @Override
    public void asked(DnsQuestion question) {
        questions.increment();
    }

    @Override
    public void answered(DnsQuestion question, DnsAnswer answer, Duration time) {
        if (answer instanceof DnsAnswer.Failed failed) {
            of(failures, failed.kind()).increment();
        }
    }

    @Override
    public void hit(DnsQuestion question) {
        hits.increment();
    }

    @Override
    public void failureRemembered(DnsQuestion question, DnsAnswer.Failed failure) {
        failuresRemembered.increment();
    }

    @Override
    public void refused(DnsQuestion question, DnsAnswer.Failed failure) {
        refusals.increment();
    }

    @Override
    public void staleUsed(DnsQuestion question, DnsAnswer.Known answer, DnsAnswer.Failed failure) {
        staleUses.increment();
    }

    @Override
    public void checked(RmxVerdict verdict, Duration time, boolean timedOut) {
        of(of(verdict.form()), verdict.result()).increment();
        checkNanos.add(time.toNanos());
        if (timedOut) {
            timeOuts.increment();
        }
    }

    /**
     * Questions that went to DNS.
     *
     * @return how many
     */
    public long questions() {
        return questions.sum();
    }

    /**
     * Questions answered from the cache, or by an equal question under way.
     *
     * @return how many
     */
    public long hits() {
        return hits.sum();
    }

    /**
     * Questions that went to DNS and failed.
     *
     * @param kind how they failed
     * @return how many
     */
    public long failures(DnsAnswer.Failed.Kind kind) {
        return of(failures, kind).sum();
    }

    /**
     * Questions not asked because their last failure is still remembered.
     *
     * @return how many
     */
    public long failuresRemembered() {
        return failuresRemembered.sum();
    }

    /**
     * Questions not asked because too many were under way and waited.
     *
     * @return how many
     */
    public long refusals() {
        return refusals.sum();
    }

    /**
     * Questions answered with stale data.
     *
     * @return how many
     */
    public long staleUses() {
        return staleUses.sum();
    }

    /**
     * Checks that ended with a result.
     *
     * @param result the verdict's result
     * @return how many
     */
    public long checks(RmxResult result) {
        return Stream.concat(checks.values().stream(), Stream.of(checksWithoutForm))
                .mapToLong(results -> of(results, result).sum())
                .sum();
    }

    /**
     * Checks that ended with a form and a result.
     *
     * @param form the verdict's form; empty for verdicts without one
     * @param result the verdict's result
     * @return how many
     */
    public long checks(Optional<PublishedForm> form, RmxResult result) {
        return of(of(form), result).sum();
    }

    /**
     * Checks that ended, with any result.
     *
     * @return how many
     */
    public long checks() {
        return Stream.of(RmxResult.values()).mapToLong(this::checks).sum();
    }

    /**
     * The total time of all checks. Divide it by {@link #checks()} for the mean.
     *
     * @return the sum of the times
     */
    public Duration checkTime() {
        return Duration.ofNanos(checkNanos.sum());
    }

    /**
     * Checks ended by their deadline.
     *
     * @return how many
     */
    public long timeOuts() {
        return timeOuts.sum();
    }

    /** The counts that are not 0, in one line for logs. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("checks " + checks());
        for (RmxResult result : RmxResult.values()) {
            append(text, result.toString(), checks(result));
        }
        text.append(", questions ").append(questions()).append(", hits ").append(hits());
        failures.forEach((kind, adder) -> append(text, "failed " + kind, adder.sum()));
        return text.append(", failures remembered ")
                .append(failuresRemembered())
                .append(", refused ")
                .append(refusals())
                .append(", stale uses ")
                .append(staleUses())
                .append(", time-outs ")
                .append(timeOuts())
                .toString();
    }

    private static void append(StringBuilder text, String name, long count) {
        if (count != 0) {
            text.append(", ").append(name).append(' ').append(count);
        }
    }
}
