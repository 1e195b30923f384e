package dev.rmx.resolver.metrics;

import dev.rmx.RmxVerdict;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.quarantine.Quarantine;
import dev.rmx.resolver.RmxChecker;
import dev.rmx.resolver.RmxCounters;
import dev.rmx.resolver.RmxListener;
import dev.rmx.resolver.dnsjava.DnsjavaResolver;
import dev.rmx.resolver.internal.DaemonThreads;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;

/**
 * Metrics of checks, DNS and the quarantine, for Micrometer:
 *
 * <pre>{@code
 * RmxMetrics metrics = new RmxMetrics();
 * RmxChecker checker = RmxChecker.builder(resolver).listener(metrics).build();
 * metrics.watch(checker).watch(resolver).watch(quarantine).bindTo(registry);
 * }</pre>
 *
 * <p>As a listener it counts checks and questions; what it watches has gauges. It may listen and watch before or after
 * {@link #bindTo}. No tag has a domain or an address, so the number of time series is bounded. The README of {@code
 * rmx-resolver} lists the meters.
 *
 * <p>Reading a meter does not block: what a quarantine's store holds is read on a thread named {@code rmx-metrics-…},
 * every ten seconds at most, and only while somebody reads the meters.
 *
 * <p>Registries refer to this object weakly: keep a reference to it while its meters are read. A checker keeps one to
 * its listeners. Safe to share between threads.
 */
@SuppressWarnings("exports") // whoever uses this requires micrometer.core
public final class RmxMetrics implements RmxListener, MeterBinder {
    private static final ThreadFactory THREADS = new DaemonThreads("rmx-metrics");

    private final Tags tags;
    private final Executor reader;
    private final InstantSource clock;
    private final RmxCounters counters = new RmxCounters();
    private final List<MeterBinder> watched = new ArrayList<>(); // guarded by this
    /** One for each registry. Written under the lock, read without it. */
    private volatile List<Durations> durations = List.of();

    /** Makes metrics without further tags. */
    public RmxMetrics() {
        this(List.of());
    }

    /**
     * Makes metrics whose meters have these tags too, to tell two checkers of a program apart.
     *
     * @param tags the tags
     */
    public RmxMetrics(Iterable<Tag> tags) {
        this(tags, task -> THREADS.newThread(task).start(), InstantSource.system());
    }

    /**
     * Makes metrics with threads and a clock.
     *
     * @param reader runs the reading of a quarantine's store, which may block
     * @param clock tells how old the oldest message is
     */
    RmxMetrics(Iterable<Tag> tags, Executor reader, InstantSource clock) {
        this.tags = Tags.of(tags);
        this.reader = reader;
        this.clock = clock;
        this.watched.add(new EventMeters(counters, this.tags));
    }

    /**
     * Adds the meters of a checker: its cache, its failure memory, what is under way, and whether DNS answers.
     *
     * @param checker the checker
     * @return this
     */
    public RmxMetrics watch(RmxChecker checker) {
        return add(new CheckerMeters(checker, tags));
    }

    /**
     * Adds the meters of a resolver: its name servers.
     *
     * @param resolver the resolver
     * @return this
     */
    public RmxMetrics watch(DnsjavaResolver resolver) {
        return add(new ServerMeters(resolver, tags));
    }

    /**
     * Adds the meters of a quarantine.
     *
     * @param quarantine the quarantine
     * @return this
     */
    public RmxMetrics watch(Quarantine quarantine) {
        return add(new QuarantineMeters(quarantine, new HeldCounts(quarantine, reader, clock), tags));
    }

    private synchronized RmxMetrics add(MeterBinder meters) {
        watched.add(meters);
        durations.forEach(bound -> meters.bindTo(bound.registry()));
        return this;
    }

    /**
     * Registers the meters. Durations are recorded from now on; counts have begun with this object. A second call with
     * the same registry does nothing.
     *
     * @param registry the registry
     */
    @Override
    public synchronized void bindTo(MeterRegistry registry) {
        if (durations.stream().noneMatch(bound -> bound.registry() == registry)) {
            watched.forEach(meters -> meters.bindTo(registry));
            List<Durations> all = new ArrayList<>(durations);
            all.add(new Durations(registry, tags));
            durations = List.copyOf(all);
        }
    }

    @Override
    public boolean neverBlocks() {
        return true;
    }

    @Override
    public void asked(DnsQuestion question) {
        counters.asked(question);
    }

    @Override
    public void answered(DnsQuestion question, DnsAnswer answer, Duration time) {
        counters.answered(question, answer, time);
        for (Durations bound : durations) {
            bound.answered(answer, time);
        }
    }

    @Override
    public void hit(DnsQuestion question) {
        counters.hit(question);
    }

    @Override
    public void failureRemembered(DnsQuestion question, DnsAnswer.Failed failure) {
        counters.failureRemembered(question, failure);
    }

    @Override
    public void refused(DnsQuestion question, DnsAnswer.Failed failure) {
        counters.refused(question, failure);
    }

    @Override
    public void staleUsed(DnsQuestion question, DnsAnswer.Known answer, DnsAnswer.Failed failure) {
        counters.staleUsed(question, answer, failure);
    }

    @Override
    public void checked(RmxVerdict verdict, Duration time, boolean timedOut) {
        counters.checked(verdict, time, timedOut);
        for (Durations bound : durations) {
            bound.checked(verdict.result(), time);
        }
    }
}
