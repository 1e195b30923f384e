package dev.rmx.resolver;

import dev.rmx.Explanation;
import dev.rmx.PublishedForm;
import dev.rmx.RecordedCheck;
import dev.rmx.RmxLimits;
import dev.rmx.RmxQuery;
import dev.rmx.RmxVerdict;
import dev.rmx.RmxVerifier;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.receive.EnvelopeSender;
import dev.rmx.receive.ReceiverPolicy;
import dev.rmx.record.IpAddress;
import dev.rmx.record.IpPrefix;
import dev.rmx.resolver.internal.Dependencies;
import dev.rmx.resolver.internal.InPlace;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Checks senders over DNS. One checker serves a whole program:
 *
 * <pre>{@code
 * try (RmxChecker checker = RmxChecker.builder(DnsjavaResolver.builder().build()).build()) {
 *     RmxVerdict verdict = checker.check("213.133.101.23", "hadmut@danisch.de");
 *     switch (verdict.result()) {
 *         case PASS, NONE -> deliver(message);
 *         case FAIL -> reject(message, verdict.reason());
 *         case TEMPERROR -> defer(message, verdict.reason());
 *     }
 * }
 * }</pre>
 *
 * <p>Every check ends by its deadline ([LIM-3]), provided that the resolver's {@code resolve} does not block. A
 * question still open then counts as failed; the result is {@code temperror} unless the other answers decide it. A
 * check asks its questions in parallel, and ends as soon as the answers so far decide it.
 *
 * <p>Answers are cached for their TTL. A question that failed is not asked again for one second, and for twice as long
 * after each further failure, up to five minutes ([TEMP-1]). The builder can turn off either.
 *
 * <p>Safe to share between threads. Its threads are daemons named {@code rmx-…}; {@link #close} ends them.
 */
public final class RmxChecker implements AutoCloseable {
    /** The default deadline of a check ([LIM-3]). */
    public static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(20);

    private final RmxVerifier verifier;
    /** Our name in explanations; null if none are fetched. */
    private final @Nullable String explainingHost;

    private final Layers layers;
    /** Lets blocking callers read responses; null if that is not possible. */
    private final @Nullable InPlace<RmxResolver> inPlace;

    private final CheckLimits limits;
    private final InstantSource clock;
    private final RmxListener listener;
    private final @Nullable CachedChecks cached;
    private final ChecksUnderWay underWay;
    private final DnsHealth health;
    private final CheckerThreads threads;
    /** Completes callers' futures. */
    private final Executor callbacks;

    private RmxChecker(Builder builder) {
        this.verifier = builder.verifier();
        this.explainingHost = builder.explainingHost;
        this.limits = new CheckLimits(builder.deadline, builder.queries);
        this.clock = builder.clock;
        this.threads = new CheckerThreads(builder.scheduler);
        Executor brought = builder.callbacks;
        this.callbacks = brought == null ? threads::callback : task -> CheckerThreads.execute(brought, task);
        this.listener = GuardedListener.of(builder.listeners);
        // a question must fail early enough for the check to use stale data
        Duration limit = builder.staleData == null ? builder.deadline : builder.deadline.dividedBy(2);
        this.inPlace = builder.inPlace();
        RmxResolver lowest = inPlace == null ? builder.resolver : inPlace.inPlace();
        RmxResolver asked = new DeadlineResolver(lowest, limit, threads);
        this.health = new DnsHealth(asked, clock, threads);
        this.layers = builder.layers(new HealthResolver(asked, health), listener, health);
        CachingResolver cache = layers.cache();
        this.cached = cache == null ? null : new CachedChecks(verifier, cache, listener);
        this.underWay = new ChecksUnderWay(builder.deadline, threads);
    }

    /**
     * Starts to build a checker.
     *
     * @param resolver answers the questions; {@link #close} closes it
     * @return a builder with default limits and no trusted relays
     */
    public static Builder builder(RmxResolver resolver) {
        return new Builder(resolver);
    }

    /**
     * Checks an envelope sender without a HELO name, and waits for the verdict. The null sender needs a HELO name
     * ([ID-2]): use {@code check(EnvelopeSender.parse(mailFrom).withHelo(helo).from(client))}.
     *
     * @param client the client's address as an IPv4 or IPv6 literal ([ID-6])
     * @param mailFrom the envelope sender, with or without {@code <>} ([ID-3]); an unusable sender or the null sender
     *     gives {@code none}
     * @return the verdict, as {@link #check(RmxQuery)}
     * @throws IllegalArgumentException if {@code client} is no address literal, such as a sender in its place
     */
    public RmxVerdict check(String client, String mailFrom) {
        return check(query(client, mailFrom));
    }

    /**
     * Checks an envelope sender without a HELO name, without blocking.
     *
     * @param client as {@link #check(String, String)}
     * @param mailFrom as {@link #check(String, String)}
     * @return the verdict, as {@link #checkAsync(RmxQuery)}
     * @throws IllegalArgumentException if {@code client} is no address literal, such as a sender in its place
     */
    public CompletableFuture<RmxVerdict> checkAsync(String client, String mailFrom) {
        return checkAsync(query(client, mailFrom));
    }

    private static RmxQuery query(String client, String mailFrom) {
        return EnvelopeSender.parse(mailFrom).from(IpAddress.parse(client));
    }

    /**
     * Checks a query and waits for the verdict.
     *
     * @param query what to check
     * @return the verdict, by the deadline at the latest. On an interrupt every question still open counts as failed,
     *     and the interrupt flag stays set
     */
    public RmxVerdict check(RmxQuery query) {
        RmxQuery asked = forExplanations(query);
        RmxVerdict known = fromCache(asked);
        return known == null ? checkAndWait(asked).verdict().join() : known;
    }

    /** Checks, and waits for the verdict. If no other thread reads responses, this one does. */
    private Check checkAndWait(RmxQuery query) {
        InPlace.Reading reading = inPlace == null ? null : inPlace.startReading();
        try {
            Check check = begin(query);
            await(query, check, reading);
            return check;
        } finally {
            if (reading != null) {
                reading.stop();
            }
        }
    }

    /**
     * Checks a query, waits for the verdict, and explains it ([EXPL-1]). For people who ask why; a plain
     * {@link #check(RmxQuery)} costs less.
     *
     * @param query what to check
     * @return the explanation, whose step is the verdict; by the deadline at the latest, as {@link #check(RmxQuery)}.
     *     The reasons of failed answers can name your name servers, so do not show it to strangers ([HDR-6])
     */
    public Explanation explain(RmxQuery query) {
        return record(query).explain();
    }

    /**
     * Checks both identities of a message, HELO and MAIL FROM, at the same time (RFC 7208 §2.3).
     *
     * @param sender the envelope sender, with the HELO name
     * @param client the client's address
     * @return both verdicts, as {@link #check(RmxQuery)}
     */
    public IdentityVerdicts checkIdentities(EnvelopeSender sender, IpAddress client) {
        RmxQuery helo = forExplanations(sender.heloIdentity().from(client));
        RmxVerdict known = fromCache(helo);
        Check check = known == null ? begin(helo) : null;
        RmxVerdict mailFrom = check(sender.from(client));
        return new IdentityVerdicts(check == null ? Objects.requireNonNull(known) : await(helo, check, null), mailFrom);
    }

    /**
     * Checks both identities of a message without blocking.
     *
     * @param sender as {@link #checkIdentities}
     * @param client as {@link #checkIdentities}
     * @return both verdicts, by the deadline at the latest
     */
    public CompletableFuture<IdentityVerdicts> checkIdentitiesAsync(EnvelopeSender sender, IpAddress client) {
        return checkAsync(sender.heloIdentity().from(client))
                .thenCombine(checkAsync(sender.from(client)), IdentityVerdicts::new);
    }

    /** Adds what the macros of an explanation can ask for. */
    private RmxQuery forExplanations(RmxQuery query) {
        if (explainingHost == null) {
            return query;
        }
        RmxQuery here = query.host().isPresent() ? query : query.withHost(explainingHost);
        return here.time().isPresent() ? here : here.withTime(clock.instant());
    }

    private static RmxVerdict await(RmxQuery query, Check check, InPlace.@Nullable Reading reading) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    if (reading != null) {
                        reading.until(check.verdict());
                    }
                    return check.verdict().get();
                } catch (InterruptedException e) {
                    interrupted = true;
                    check.end(DnsAnswer.Failed.Kind.OTHER, "the check was interrupted", Runnable::run);
                } catch (ExecutionException e) {
                    throw new IllegalStateException("a fault in the check of " + query, e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Checks a query without blocking.
     *
     * @param query what to check
     * @return the verdict, by the deadline at the latest. Cancelling it ends the check. Dependent stages may block:
     *     they run on threads that no check needs, unless {@link Builder#callbacks} says otherwise
     */
    public CompletableFuture<RmxVerdict> checkAsync(RmxQuery query) {
        RmxQuery asked = forExplanations(query);
        RmxVerdict known = fromCache(asked);
        if (known != null) {
            return CompletableFuture.completedFuture(known);
        }
        return async(begin(asked), Function.identity());
    }

    /**
     * Checks a query, waits for the verdict, and records the check ([EXPL-2]).
     *
     * @param query what to check
     * @return the check, with the answers from which its verdict follows: those from the cache, remembered failures and
     *     stale data too, and a failure for each question that was open at the end; otherwise as
     *     {@link #check(RmxQuery)}
     */
    public RecordedCheck record(RmxQuery query) {
        RmxQuery asked = forExplanations(query);
        return checkAndWait(asked).recorded();
    }

    /**
     * Checks a query without blocking, and records the check ([EXPL-2]).
     *
     * @param query what to check
     * @return the check, as {@link #record}; otherwise as {@link #checkAsync(RmxQuery)}
     */
    public CompletableFuture<RecordedCheck> recordAsync(RmxQuery query) {
        Check check = begin(forExplanations(query));
        return async(check, verdict -> check.recorded());
    }

    /** A future for a caller, with what follows from the verdict. */
    @SuppressWarnings("FutureReturnValueIgnored") // the stages only pass it on
    private <T> CompletableFuture<T> async(Check check, Function<RmxVerdict, T> from) {
        CompletableFuture<T> result = new CompletableFuture<>();
        BiConsumer<RmxVerdict, Throwable> passOn = (verdict, fault) -> {
            if (fault == null) {
                result.complete(from.apply(verdict));
            } else {
                result.completeExceptionally(new IllegalStateException("a fault in the check", fault));
            }
        };
        if (check.verdict().isDone()) {
            check.verdict().whenComplete(passOn);
            return result;
        }
        check.verdict().whenCompleteAsync(passOn, callbacks);
        result.whenComplete((given, fault) -> {
            if (result.isCancelled()) {
                check.end(DnsAnswer.Failed.Kind.OTHER, "the check was cancelled", Runnable::run);
            }
        });
        return result;
    }

    /** The verdict if the cached answers decide it, otherwise null. */
    private @Nullable RmxVerdict fromCache(RmxQuery query) {
        return cached == null || underWay.isClosed() ? null : cached.verdict(query);
    }

    private Check begin(RmxQuery query) {
        Check check =
                new Check(verifier, query, layers.top(), limits, clock, listener, threads::evaluate, System::nanoTime);
        underWay.start(check);
        return check;
    }

    /**
     * Tells whether DNS answers this checker at all ([TEMP-7]).
     *
     * @return the state, for a readiness probe and for {@link dev.rmx.quarantine.Quarantine.Builder#cutOff}
     */
    public DnsHealth health() {
        return health;
    }

    /**
     * The resolver that the checks ask: the builder's resolver below the cache, the failure memory and the limits.
     * Questions to it share all of these with the checks.
     *
     * @return the resolver; {@link #close} closes it
     */
    public RmxResolver resolver() {
        return inPlace == null ? layers.top() : new HandingOver(layers.top(), threads::callback);
    }

    /**
     * Tells how much this checker has in hand now, for metrics. Asks nothing, and does not block.
     *
     * @return the counts at about this moment; they are not read at once
     */
    public CheckerLoad load() {
        return layers.load(underWay.count());
    }

    /**
     * Ends all checks under way, then closes the resolver. Every question still open counts as failed; a later check
     * ends at once with {@code temperror}. Does not wait for the listener, which hears of these ends on another thread.
     */
    @Override
    public void close() {
        if (listener instanceof GuardedListener guarded) {
            guarded.tellOn(threads::afterwards);
        }
        try {
            underWay.close();
            layers.top().close(); // may call the listener, so the threads end last
        } finally {
            threads.close();
        }
    }

    /** Builds a {@link RmxChecker}. Not safe to share between threads. */
    public static final class Builder {
        private final RmxResolver resolver;
        private List<PublishedForm> forms = RmxVerifier.DEFAULT_FORMS;
        private @Nullable String explainingHost;
        private boolean hearsDmpHelo;
        private RmxLimits limits = RmxLimits.DEFAULT;
        private Duration deadline = DEFAULT_DEADLINE;
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

        private Builder(RmxResolver resolver) {
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
        public Builder forms(PublishedForm first, PublishedForm... others) {
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
        public Builder explanations(String host) {
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
        public Builder dmpHelo() {
            this.hearsDmpHelo = true;
            return this;
        }

        /**
         * Sets the limits of one evaluation. Default: {@link RmxLimits#DEFAULT}.
         *
         * @param limits the limits
         * @return this
         */
        public Builder limits(RmxLimits limits) {
            this.limits = Objects.requireNonNull(limits, "limits");
            return this;
        }

        /**
         * Sets how long a check may take ([LIM-3]); then every question still open counts as failed. Default: {@link
         * #DEFAULT_DEADLINE}.
         *
         * @param deadline more than zero
         * @return this
         * @throws IllegalArgumentException if it is zero or less
         */
        public Builder deadline(Duration deadline) {
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
        public Builder queries(int most) {
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
        public Builder trustedRelays(List<IpPrefix> relays) {
            this.trustedRelays = List.copyOf(relays);
            return this;
        }

        /**
         * Takes the trusted relays from a policy ([DISP-5]).
         *
         * @param policy the policy; its relays replace those set before
         * @return this
         */
        public Builder policy(ReceiverPolicy policy) {
            return trustedRelays(policy.trustedRelays());
        }

        /**
         * Sets the clock for {@link RmxVerdict#retryAfter} and the lifetime of answers. Deadlines do not use it.
         * Default: the system clock.
         *
         * @param clock the clock
         * @return this
         */
        public Builder clock(InstantSource clock) {
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
        public Builder scheduler(ScheduledExecutorService scheduler) {
            this.scheduler = Objects.requireNonNull(scheduler, "scheduler");
            return this;
        }

        /**
         * Sets the limits of the cache. Default: {@link CacheLimits#DEFAULT}.
         *
         * @param limits the limits
         * @return this
         */
        public Builder cache(CacheLimits limits) {
            this.cache = Objects.requireNonNull(limits, "limits");
            return this;
        }

        /**
         * Turns the cache off, for a resolver that has its own. {@link dev.rmx.resolver.dnsjava.DnsjavaResolver} still
         * sends one query for equal questions under way.
         *
         * @return this
         */
        public Builder withoutCache() {
            this.cache = null;
            return this;
        }

        /**
         * Asks again for cached answers that are used in their last five seconds, once each, so that no check waits for
         * a popular domain. It helps if the name servers asked are authoritative, or do likewise (Unbound's
         * {@code prefetch}): others only give what is left of the TTL. Default: off.
         *
         * @return this
         */
        public Builder prefetch() {
            this.prefetches = true;
            return this;
        }

        /**
         * Turns the failure memory off, for a resolver that has its own.
         *
         * @return this
         */
        public Builder withoutFailureMemory() {
            this.failureMemory = false;
            return this;
        }

        /**
         * Uses answers for up to a day after they expire, while their server is unreachable ([TEMP-2], RFC 8767). The
         * verdict says so. Stale data may take as much memory again as the cache. Default: off.
         *
         * @return this
         */
        public Builder staleData() {
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
        public Builder staleData(Duration longest) {
            if (longest.isNegative() || longest.isZero() || longest.compareTo(StaleResolver.MOST) > 0) {
                throw new IllegalArgumentException(
                        "stale data may be used for more than zero and at most 30 days, not " + longest);
            }
            this.staleData = longest;
            return this;
        }

        /**
         * Sets how many questions to DNS may be under way at once, and how many more may wait. When that many wait, a
         * further question fails at once. Default: 20,000 under way, 100,000 waiting. A check that waits takes about
         * 2 KB with one question, 3 KB with two.
         *
         * @param most how many may be under way; 1 or more
         * @param mostWaiting how many more may wait; 0 or more
         * @return this
         * @throws IllegalArgumentException if a number is out of range
         */
        public Builder questionsInFlight(int most, int mostWaiting) {
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
        public Builder listener(RmxListener listener) {
            if (Objects.requireNonNull(listener, "listener") != RmxListener.NONE) {
                listeners.add(listener);
            }
            return this;
        }

        /**
         * Sets who runs the dependent stages of {@link #checkAsync(RmxQuery)}. Default: threads of the checker's own,
         * as many as there are stages under way, so a stage may block and delays no check.
         *
         * <p>{@code Runnable::run} saves a change of threads for each check. It is for stages that are short and never
         * block, such as handing the verdict to an event loop: they run on the thread that reads responses, which may
         * be one that waits in {@link #check(RmxQuery)}.
         *
         * @param callbacks the executor; the checker does not close it. If it refuses a task, the stage runs on the
         *     calling thread
         * @return this
         */
        public Builder callbacks(Executor callbacks) {
            this.callbacks = Objects.requireNonNull(callbacks, "callbacks");
            return this;
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

        private Layers layers(RmxResolver asked, RmxListener guarded, DnsHealth health) {
            RmxResolver heard = guarded == RmxListener.NONE ? asked : new ListeningResolver(asked, guarded);
            InFlightLimit limit =
                    new InFlightLimit(heard, inFlight, waiting, deadline, clock, System::nanoTime, guarded);
            FailureMemory memory = failureMemory ? new FailureMemory(limit, clock, guarded) : null;
            RmxResolver top = limit;
            if (memory != null) {
                health.whenAnsweredAgain(memory::forgetUnanswered);
                top = memory;
            }
            if (staleData != null) {
                long octets = cache == null ? CacheLimits.DEFAULT.octets() : cache.octets();
                top = new StaleResolver(top, staleData, octets, clock, guarded);
            }
            return new Layers(
                    limit,
                    memory,
                    top,
                    cache == null ? null : new CachingResolver(top, cache, clock, guarded, prefetches));
        }

        /**
         * Builds the checker.
         *
         * @return a checker; close it when it is no longer used
         * @throws IllegalStateException if the application's Caffeine is too old
         */
        public RmxChecker build() {
            Dependencies.requireCaffeine();
            return new RmxChecker(this);
        }
    }
}
