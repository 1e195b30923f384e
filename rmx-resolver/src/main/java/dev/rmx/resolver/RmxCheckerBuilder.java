package dev.rmx.resolver;

import dev.rmx.PublishedForm;
import dev.rmx.RmxLimits;
import dev.rmx.RmxQuery;
import dev.rmx.RmxVerdict;
import dev.rmx.RmxVerifier;
import dev.rmx.receive.ReceiverPolicy;
import dev.rmx.record.IpPrefix;
import dev.rmx.resolver.internal.Dependencies;
import dev.rmx.resolver.internal.InPlace;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/** Builds a {@link RmxChecker}. Not safe to share between threads. */
public final class RmxCheckerBuilder {
    private final RmxResolver resolver;
    private List<PublishedForm> forms = RmxVerifier.DEFAULT_FORMS;
    private @Nullable String explainingHost;
    private boolean hearsDmpHelo;
    private RmxLimits limits = RmxLimits.DEFAULT;
    private Duration deadline = RmxChecker.DEFAULT_DEADLINE;
    private int queries = QueryBudget.DEFAULT_QUERIES;
    private List<IpPrefix> trustedRelays = List.of();
    private InstantSource clock = InstantSource.system();
    private @Nullable ScheduledExecutorService scheduler;
    private @Nullable CacheLimits cache = CacheLimits.DEFAULT;
    private boolean failureMemory = true;
    private boolean prefetches;
    private @Nullable Duration staleData;
    private int inFlight = 20_000;
    private int waiting = 100_000;
    private final List<RmxListener> listeners = new ArrayList<>();
    private @Nullable Executor callbacks;

    RmxCheckerBuilder(RmxResolver resolver) {
        this.resolver = Objects.requireNonNull(resolver, "resolver");
    }

    /**
     * Sets the forms in which a domain may publish, in order; the first one present decides ([FORM-2]). Default:
     * {@link RmxVerifier#DEFAULT_FORMS}.
     *
     * @param first the form to look for first
     * @param others the forms after it, each once
     * @return this
     * @throws IllegalArgumentException if a form occurs twice
     */
    public RmxCheckerBuilder forms(PublishedForm first, PublishedForm... others) {
        List<PublishedForm> all = new ArrayList<>(List.of(first));
        all.addAll(List.of(others));
        this.forms = new RmxVerifier(all, limits, List.of()).forms();
        return this;
    }

    /**
     * Fetches the explanation that a domain gives for an SPF fail ([SPF-7]), for one more question. Default: off.
     *
     * @param host the name of this host, which an explanation may contain
     * @return this
     */
    public RmxCheckerBuilder explanations(String host) {
        this.explainingHost = Objects.requireNonNull(host, "host");
        return this;
    }

    /**
     * Lets the HELO name excuse a client that the sender's domain refuses by DMP ([DMP-3]): the fail becomes
     * {@code none}, for one more question. Default: off.
     *
     * @return this
     * @see RmxVerifier#hearingDmpHelo
     */
    public RmxCheckerBuilder dmpHelo() {
        this.hearsDmpHelo = true;
        return this;
    }

    /**
     * Sets the limits of one evaluation. Default: {@link RmxLimits#DEFAULT}.
     *
     * @param limits the limits
     * @return this
     */
    public RmxCheckerBuilder limits(RmxLimits limits) {
        this.limits = Objects.requireNonNull(limits, "limits");
        return this;
    }

    /**
     * Sets how long a check may take ([LIM-3]); then every question still open counts as failed. Default: {@link
     * RmxChecker#DEFAULT_DEADLINE}.
     *
     * @param deadline more than zero
     * @return this
     * @throws IllegalArgumentException if it is zero or less
     */
    public RmxCheckerBuilder deadline(Duration deadline) {
        if (deadline.isNegative() || deadline.isZero()) {
            throw new IllegalArgumentException("the deadline must be more than zero, not " + deadline);
        }
        this.deadline = deadline;
        return this;
    }

    /**
     * Sets how many queries a check may send, including queries after aliases and retries ([LIM-5]); after that,
     * every question still open counts as failed. Default: {@link QueryBudget#DEFAULT_QUERIES}.
     *
     * @param most 1 or more
     * @return this
     * @throws IllegalArgumentException if it is less
     */
    public RmxCheckerBuilder queries(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("a check must be allowed 1 query or more, not " + most);
        }
        this.queries = most;
        return this;
    }

    /**
     * Sets relays whose mail is not checked, such as your backup MX. Default: none. If you have a
     * {@link ReceiverPolicy}, give that instead.
     *
     * @param relays the prefixes of trusted relays, which replace those set before; the list is copied
     * @return this
     */
    public RmxCheckerBuilder trustedRelays(List<IpPrefix> relays) {
        this.trustedRelays = List.copyOf(relays);
        return this;
    }

    /**
     * Takes the trusted relays from a policy ([DISP-5]).
     *
     * @param policy the policy; its relays replace those set before
     * @return this
     */
    public RmxCheckerBuilder policy(ReceiverPolicy policy) {
        return trustedRelays(policy.trustedRelays());
    }

    /**
     * Sets the clock for {@link RmxVerdict#retryAfter} and the lifetime of answers. Deadlines do not use it.
     * Default: the system clock.
     *
     * @param clock the clock
     * @return this
     */
    public RmxCheckerBuilder clock(InstantSource clock) {
        this.clock = Objects.requireNonNull(clock, "clock");
        return this;
    }

    /**
     * Sets the scheduler that ends checks at their deadline ([LIM-3]). If its threads block, checks end late. A
     * test can pass a scheduler with virtual time, such as the test kit's {@code VirtualTime}. Default: a thread of
     * the checker's own.
     *
     * @param scheduler the scheduler; the checker does not close it. Most tasks are cancelled, so it should
     *     {@linkplain java.util.concurrent.ScheduledThreadPoolExecutor#setRemoveOnCancelPolicy remove cancelled
     *     tasks}
     * @return this
     */
    public RmxCheckerBuilder scheduler(ScheduledExecutorService scheduler) {
        this.scheduler = Objects.requireNonNull(scheduler, "scheduler");
        return this;
    }

    /**
     * Sets the limits of the cache. Default: {@link CacheLimits#DEFAULT}.
     *
     * @param limits the limits
     * @return this
     */
    public RmxCheckerBuilder cache(CacheLimits limits) {
        this.cache = Objects.requireNonNull(limits, "limits");
        return this;
    }

    /**
     * Turns the cache off, for a resolver that has its own. {@link dev.rmx.resolver.dnsjava.DnsjavaResolver} still
     * sends one query for equal questions under way.
     *
     * @return this
     */
    public RmxCheckerBuilder withoutCache() {
        this.cache = null;
        return this;
    }

    /**
     * Asks again for cached answers that are used in their last five seconds, so that hardly a check waits for a
     * popular domain: once, and again after a second if the new answer expires no later. It helps if the name servers
     * asked are authoritative, or do likewise (Unbound's {@code prefetch}): others only give what is left of the TTL.
     * Default: off.
     *
     * @return this
     */
    public RmxCheckerBuilder prefetch() {
        this.prefetches = true;
        return this;
    }

    /**
     * Turns the failure memory off, for a resolver that has its own.
     *
     * @return this
     */
    public RmxCheckerBuilder withoutFailureMemory() {
        this.failureMemory = false;
        return this;
    }

    /**
     * Uses answers for up to a day after they expire, while their server is unreachable ([TEMP-2], RFC 8767). The
     * verdict says so. Stale data may take as much memory again as the cache. Default: off.
     *
     * @return this
     */
    public RmxCheckerBuilder staleData() {
        return staleData(StaleResolver.LONGEST);
    }

    /**
     * Uses expired answers while their server is unreachable ([TEMP-2], RFC 8767). The verdict says so. Default:
     * off.
     *
     * @param longest how long after its TTL an answer may be used; more than zero, at most 30 days
     * @return this
     * @throws IllegalArgumentException if it is out of range
     */
    public RmxCheckerBuilder staleData(Duration longest) {
        if (longest.isNegative() || longest.isZero() || longest.compareTo(StaleResolver.MOST) > 0) {
            throw new IllegalArgumentException(
                    "stale data may be used for more than zero and at most 30 days, not " + longest);
        }
        this.staleData = longest;
        return this;
    }

    /**
     * Sets how many questions to DNS may be under way at once, and how many more may wait. When that many wait, a
     * further question fails at once. Default: 20,000 under way, 100,000 waiting. A check takes about 5 KB with one
     * question under way, 8 KB with two; 2 or 3 KB while they wait.
     *
     * @param most how many may be under way; 1 or more
     * @param mostWaiting how many more may wait; 0 or more
     * @return this
     * @throws IllegalArgumentException if a number is out of range
     */
    public RmxCheckerBuilder questionsInFlight(int most, int mostWaiting) {
        if (most < 1 || mostWaiting < 0) {
            throw new IllegalArgumentException(
                    "1 or more may be in flight, 0 or more may wait, not " + most + " and " + mostWaiting);
        }
        this.inFlight = most;
        this.waiting = mostWaiting;
        return this;
    }

    /**
     * Adds a listener for metrics and logs. Default: none.
     *
     * @param listener the listener, such as {@link RmxCounters}; listeners are called in the order in which they
     *     were added
     * @return this
     */
    public RmxCheckerBuilder listener(RmxListener listener) {
        if (Objects.requireNonNull(listener, "listener") != RmxListener.NONE) {
            listeners.add(listener);
        }
        return this;
    }

    /**
     * Sets who runs the dependent stages of {@link RmxChecker#checkAsync(RmxQuery)}. Default: threads of the checker's
     * own, as many as there are stages under way, so a stage may block and delays no check.
     *
     * <p>{@code Runnable::run} saves a change of threads for each check. It is for stages that are short and never
     * block, such as handing the verdict to an event loop: they run on the threads that read responses, which may
     * be one that waits in {@link RmxChecker#check(RmxQuery)}, and that pass answers on to many checks.
     *
     * @param callbacks the executor; the checker does not close it. If it refuses a task, the stage runs on the
     *     calling thread
     * @return this
     */
    public RmxCheckerBuilder callbacks(Executor callbacks) {
        this.callbacks = Objects.requireNonNull(callbacks, "callbacks");
        return this;
    }

    /**
     * Builds the checker.
     *
     * @return a checker; close it when it is no longer used
     * @throws IllegalStateException if the application's Caffeine is too old
     */
    public RmxChecker build() {
        Dependencies.requireCaffeine();
        CheckerThreads threads = new CheckerThreads(scheduler);
        GuardedListener listener = new GuardedListener(listeners);
        InPlace<RmxResolver> inPlace = inPlace();
        Layers layers = layers(inPlace == null ? resolver : inPlace.inPlace(), listener, threads);
        RmxVerifier verifier = verifier();
        CheckLimits ofOne = new CheckLimits(deadline, queries);
        Executor brought = callbacks;
        ChecksUnderWay underWay = new ChecksUnderWay(
                query -> new Check(
                        verifier, query, layers.top(), ofOne, clock, listener, threads::evaluate, System::nanoTime),
                deadline,
                threads,
                brought == null ? threads::callback : task -> CheckerThreads.execute(brought, task),
                inPlace);
        CachingResolver cached = layers.cache();
        return new RmxChecker(
                cached == null ? null : new CachedChecks(verifier, cached, listener),
                underWay,
                layers,
                inPlace == null ? layers.top() : new HandingOver(layers.top(), threads::callback),
                explainingHost,
                clock,
                listener,
                threads);
    }

    /** The resolver, if it can complete answers in place and no code of the user's would run there. */
    @SuppressWarnings("unchecked") // a resolver gives a view of a resolver
    private @Nullable InPlace<RmxResolver> inPlace() {
        boolean brief = listeners.stream().allMatch(RmxListener::neverBlocks);
        return brief ? (InPlace<RmxResolver>) InPlace.of(resolver) : null;
    }

    private RmxVerifier verifier() {
        RmxVerifier plain = new RmxVerifier(forms, limits, trustedRelays);
        RmxVerifier hearing = hearsDmpHelo ? plain.hearingDmpHelo() : plain;
        return explainingHost == null ? hearing : hearing.explaining();
    }

    private Layers layers(RmxResolver lowest, GuardedListener listener, CheckerThreads threads) {
        // a question must fail early enough for the check to use stale data
        Duration limit = staleData == null ? deadline : deadline.dividedBy(2);
        RmxResolver asked = new DeadlineResolver(lowest, limit, threads);
        DnsHealth health = new DnsHealth(asked, clock, threads);
        RmxResolver watched = new HealthResolver(asked, health);
        RmxResolver heard = listener.tellsAnybody() ? new ListeningResolver(watched, listener) : watched;
        InFlightLimit inFlightLimit = new InFlightLimit(
                heard, inFlight, waiting, deadline, clock, System::nanoTime, listener, threads::passOn);
        FailureMemory memory =
                failureMemory ? new FailureMemory(inFlightLimit, clock, listener, threads::passOn) : null;
        RmxResolver top = inFlightLimit;
        if (memory != null) {
            health.whenAnsweredAgain(memory::forgetUnanswered);
            top = memory;
        }
        if (staleData != null) {
            long octets = cache == null ? CacheLimits.DEFAULT.octets() : cache.octets();
            top = new StaleResolver(top, staleData, octets, clock, listener);
        }
        return new Layers(
                health,
                inFlightLimit,
                memory,
                top,
                cache == null ? null : new CachingResolver(top, cache, clock, listener, prefetches, threads::passOn));
    }
}
