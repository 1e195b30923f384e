package dev.rmx.resolver;

import dev.rmx.PublishedForm;
import dev.rmx.RmxLimits;
import dev.rmx.RmxQuery;
import dev.rmx.RmxVerdict;
import dev.rmx.RmxVerifier;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.receive.EnvelopeSender;
import dev.rmx.record.IpAddress;
import dev.rmx.record.IpPrefix;
import dev.rmx.resolver.internal.Dependencies;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
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
 * <p>Every check ends by its deadline ([LIM-3]), as long as the resolver's {@code resolve} does not block, which it promises: a question still
 * open then counts as failed, which gives {@code temperror}
 * unless the result is certain without it. The questions of a check are asked in parallel, and the verdict is given as soon
 * as the answers that are there allow it.
 *
 * <p>Answers are cached for as long as DNS allows. A question that failed is not asked again for a while: a second at first, and twice as
 * long after each further failure, up to five minutes ([TEMP-1]). Either can be left out.
 *
 * <p>Safe to share between threads. Its threads are daemons named {@code rmx-…}, and end with {@link #close}.
 */
public final class RmxChecker implements AutoCloseable {
    /** How long a check may take unless told otherwise ([LIM-3]). */
    public static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(20);

    private final RmxVerifier verifier;
    private final RmxResolver resolver;
    private final CheckLimits limits;
    private final InstantSource clock;
    private final RmxListener listener;
    private final @Nullable CachedChecks cached;
    private final ChecksUnderWay underWay;
    private final DnsHealth health;
    /** Its other threads complete the futures that callers hold: what they do there cannot keep our own. */
    private final CheckerThreads threads;

    private RmxChecker(Builder builder) {
        this.verifier = new RmxVerifier(builder.forms, builder.limits, builder.trustedRelays);
        this.limits = new CheckLimits(builder.deadline, builder.queries);
        this.clock = builder.clock;
        this.threads = new CheckerThreads(builder.scheduler);
        this.listener = GuardedListener.of(builder.listener);
        // a question that fails in good time leaves its check time for stale data
        Duration limit = builder.staleData == null ? builder.deadline : builder.deadline.dividedBy(2);
        RmxResolver asked = new DeadlineResolver(builder.resolver, limit, threads);
        this.health = new DnsHealth(asked, clock, threads);
        this.resolver = builder.stack(new HealthResolver(asked, health), listener, health);
        this.cached =
                resolver instanceof CachingResolver cache ? new CachedChecks(verifier, cache.known(), listener) : null;
        this.underWay = new ChecksUnderWay(builder.deadline, threads);
    }

    /**
     * Starts to build a checker.
     *
     * @param resolver whom to ask; {@link #close} closes it
     * @return a builder with default limits and no trusted relays
     */
    public static Builder builder(RmxResolver resolver) {
        return new Builder(resolver);
    }

    /**
     * Checks an envelope sender for which no HELO name is known, and waits for the verdict. With a HELO name, which the null sender needs
     * ([ID-2]), ask {@code check(EnvelopeSender.parse(mailFrom).withHelo(helo).from(client))}.
     *
     * @param client the client's address as an IPv4 or IPv6 literal ([ID-6])
     * @param mailFrom the envelope sender, with or without {@code <>} ([ID-3]); one of no use gives {@code none}, as the null sender does
     * @return the verdict, as {@link #check(RmxQuery)}
     * @throws IllegalArgumentException if {@code client} is no address literal, such as a sender in its place
     */
    public RmxVerdict check(String client, String mailFrom) {
        return check(query(client, mailFrom));
    }

    /**
     * Checks an envelope sender for which no HELO name is known, without blocking.
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
     * Checks a query, and waits for the verdict.
     *
     * @param query what to check
     * @return the verdict, by the deadline at the latest. If the thread is interrupted, every question still open counts as
     *     failed, and the thread stays interrupted
     */
    public RmxVerdict check(RmxQuery query) {
        RmxVerdict known = fromCache(query);
        return known == null ? await(query, begin(query)) : known;
    }

    private static RmxVerdict await(RmxQuery query, Check check) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
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
     * @return the verdict, by the deadline at the latest. Cancelling it gives the check up. Stages that depend on it may
     *     block: they run on threads that nothing else waits for
     */
    @SuppressWarnings("FutureReturnValueIgnored") // the stages only hand on
    public CompletableFuture<RmxVerdict> checkAsync(RmxQuery query) {
        RmxVerdict known = fromCache(query);
        if (known != null) {
            return CompletableFuture.completedFuture(known);
        }
        Check check = begin(query);
        CompletableFuture<RmxVerdict> result = new CompletableFuture<>();
        if (check.verdict().isDone()) {
            check.verdict().whenComplete((verdict, fault) -> complete(result, verdict, fault));
            return result;
        }
        check.verdict().whenCompleteAsync((verdict, fault) -> complete(result, verdict, fault), threads::callback);
        result.whenComplete((verdict, fault) -> {
            if (result.isCancelled()) {
                check.end(DnsAnswer.Failed.Kind.OTHER, "the check was cancelled", Runnable::run);
            }
        });
        return result;
    }

    private static void complete(
            CompletableFuture<RmxVerdict> result, @Nullable RmxVerdict verdict, @Nullable Throwable fault) {
        if (verdict != null) {
            result.complete(verdict);
        } else {
            result.completeExceptionally(new IllegalStateException("a fault in the check", fault));
        }
    }

    /** The verdict, if the answers in the cache are enough for it: what a check would come to, without making one. */
    private @Nullable RmxVerdict fromCache(RmxQuery query) {
        return cached == null || underWay.isClosed() ? null : cached.verdict(query);
    }

    private Check begin(RmxQuery query) {
        Check check = new Check(verifier, query, resolver, limits, clock, listener);
        underWay.start(check);
        return check;
    }

    /**
     * Whether DNS answers this checker at all ([TEMP-7]).
     *
     * @return the state, for a readiness probe and for {@link dev.rmx.quarantine.Quarantine.Builder#cutOff}
     */
    public DnsHealth health() {
        return health;
    }

    /**
     * The resolver that the checks ask: the one given to the builder, below the cache, the memory of failures and the bounds. Questions that
     * are put to it share all of these with the checks.
     *
     * @return a resolver, which {@link #close} closes
     */
    public RmxResolver resolver() {
        return resolver;
    }

    /**
     * Ends all checks under way, with every question still open counted as failed; closes the resolver. A check begun later
     * ends at once, in {@code temperror}. Does not wait for the listener, which is told on another thread of what ends here.
     */
    @Override
    public void close() {
        if (listener instanceof GuardedListener guarded) {
            guarded.tellOn(threads::afterwards);
        }
        try {
            underWay.close();
            resolver.close(); // tells the listener too, so the threads end after it
        } finally {
            threads.close();
        }
    }

    /** Builds a {@link RmxChecker}. Not safe to share between threads. */
    public static final class Builder {
        private final RmxResolver resolver;
        private List<PublishedForm> forms = RmxVerifier.DEFAULT_FORMS;
        private RmxLimits limits = RmxLimits.DEFAULT;
        private Duration deadline = DEFAULT_DEADLINE;
        private int queries = QueryBudget.DEFAULT_QUERIES;
        private List<IpPrefix> trustedRelays = List.of();
        private InstantSource clock = InstantSource.system();
        private @Nullable ScheduledExecutorService scheduler;
        private @Nullable CacheLimits cache = CacheLimits.DEFAULT;
        private boolean failureMemory = true;
        private @Nullable Duration staleData;
        private int inFlight = 2_000;
        private int waiting = 20_000;
        private RmxListener listener = RmxListener.NONE;

        private Builder(RmxResolver resolver) {
            this.resolver = Objects.requireNonNull(resolver, "resolver");
        }

        /**
         * Sets the forms in which a domain may publish, in this order: the first that is present decides ([FORM-2]). {@link
         * RmxVerifier#DEFAULT_FORMS} if not called.
         *
         * @param first the form that comes first
         * @param others those behind it, each once
         * @return this
         * @throws IllegalArgumentException if a form is there twice
         */
        public Builder forms(PublishedForm first, PublishedForm... others) {
            List<PublishedForm> all = new ArrayList<>(List.of(first));
            all.addAll(List.of(others));
            if (Set.copyOf(all).size() < all.size()) {
                throw new IllegalArgumentException("each form is there once, not " + all);
            }
            this.forms = List.copyOf(all);
            return this;
        }

        /**
         * Sets what an evaluation may cost; {@link RmxLimits#DEFAULT} if not called.
         *
         * @param limits the limits
         * @return this
         */
        public Builder limits(RmxLimits limits) {
            this.limits = Objects.requireNonNull(limits, "limits");
            return this;
        }

        /**
         * Sets how long a check may take ([LIM-3]); {@link #DEFAULT_DEADLINE} if not called. Past it, every question still open counts as
         * failed.
         *
         * @param deadline more than zero
         * @return this
         * @throws IllegalArgumentException if it is zero or less
         */
        public Builder deadline(Duration deadline) {
            if (deadline.isNegative() || deadline.isZero()) {
                throw new IllegalArgumentException("the deadline is more than zero, not " + deadline);
            }
            this.deadline = deadline;
            return this;
        }

        /**
         * Sets how many queries a check sends at most, those after aliases and retries included ([LIM-5]); {@link
         * QueryBudget#DEFAULT_QUERIES} if not called. Past it, every question still open counts as failed.
         *
         * @param most 1 or more
         * @return this
         * @throws IllegalArgumentException if it is less
         */
        public Builder queries(int most) {
            if (most < 1) {
                throw new IllegalArgumentException("a check sends 1 query or more, not " + most);
            }
            this.queries = most;
            return this;
        }

        /**
         * Sets the clients that are not checked; none if not called.
         *
         * @param relays the prefixes of trusted relays; the list is copied
         * @return this
         */
        public Builder trustedRelays(List<IpPrefix> relays) {
            this.trustedRelays = List.copyOf(relays);
            return this;
        }

        /**
         * Sets the clock that {@link RmxVerdict#retryAfter} is reckoned by; the system's if not called. Deadlines do not
         * depend on it.
         *
         * @param clock the clock
         * @return this
         */
        public Builder clock(InstantSource clock) {
            this.clock = Objects.requireNonNull(clock, "clock");
            return this;
        }

        /**
         * Sets the scheduler that ends a check at its deadline ([LIM-3]); a thread of its own if not called.
         * If its threads block, checks end late. A test passes one whose time it holds, such as the test kit's {@code VirtualTime}.
         *
         * @param scheduler the scheduler; closing this leaves it open. Most tasks are cancelled, so it should {@linkplain
         *     java.util.concurrent.ScheduledThreadPoolExecutor#setRemoveOnCancelPolicy remove cancelled tasks}
         * @return this
         */
        public Builder scheduler(ScheduledExecutorService scheduler) {
            this.scheduler = Objects.requireNonNull(scheduler, "scheduler");
            return this;
        }

        /**
         * Sets what the cache may keep; {@link CacheLimits#DEFAULT} if not called.
         *
         * @param limits the limits
         * @return this
         */
        public Builder cache(CacheLimits limits) {
            this.cache = Objects.requireNonNull(limits, "limits");
            return this;
        }

        /**
         * Keeps no answers, for a resolver that has a cache of its own. Equal questions under way are asked once all the same, by {@link
         * dev.rmx.resolver.dnsjava.DnsjavaResolver}.
         *
         * @return this
         */
        public Builder withoutCache() {
            this.cache = null;
            return this;
        }

        /**
         * Remembers no failures, for a resolver that has a memory of its own.
         *
         * @return this
         */
        public Builder withoutFailureMemory() {
            this.failureMemory = false;
            return this;
        }

        /**
         * Uses answers for up to a day after they have run out, while their server is unreachable ([TEMP-2], RFC 8767). The verdict says so. Not done if not called. It keeps as much again as the cache may.
         *
         * @return this
         */
        public Builder staleData() {
            return staleData(StaleResolver.LONGEST);
        }

        /**
         * Uses answers that have run out, while their server is unreachable ([TEMP-2], RFC 8767). The verdict says so. Not done if not called.
         *
         * @param longest for how long beyond its time to live an answer is used; more than zero, and up to 30 days
         * @return this
         * @throws IllegalArgumentException if it is out of range
         */
        public Builder staleData(Duration longest) {
            if (longest.isNegative() || longest.isZero() || longest.compareTo(StaleResolver.MOST) > 0) {
                throw new IllegalArgumentException(
                        "stale data is used for more than no time, and for up to 30 days, not for " + longest);
            }
            this.staleData = longest;
            return this;
        }

        /**
         * Sets how many questions to DNS are under way at once; 2,000 with 20,000 waiting if not
         * called. Where the line is full, a question fails at once.
         *
         * @param most how many are under way; 1 or more
         * @param mostWaiting how many others wait in line; 0 or more
         * @return this
         * @throws IllegalArgumentException if a number is out of range
         */
        public Builder questionsInFlight(int most, int mostWaiting) {
            if (most < 1 || mostWaiting < 0) {
                throw new IllegalArgumentException(
                        "1 or more questions are in flight, and 0 or more wait, not " + most + " and " + mostWaiting);
            }
            this.inFlight = most;
            this.waiting = mostWaiting;
            return this;
        }

        /**
         * Sets who is told what happens; nobody if not called.
         *
         * @param listener the listener, such as {@link RmxCounters}
         * @return this
         */
        public Builder listener(RmxListener listener) {
            this.listener = Objects.requireNonNull(listener, "listener");
            return this;
        }

        /** From the outside in: cache, stale data, memory of failures, bound, listener, health, deadline, resolver. */
        private RmxResolver stack(RmxResolver asked, RmxListener guarded, DnsHealth health) {
            RmxResolver stack = asked;
            if (guarded != RmxListener.NONE) {
                stack = new ListeningResolver(stack, guarded);
            }
            stack = new InFlightLimit(stack, inFlight, waiting, deadline, clock, System::nanoTime);
            if (failureMemory) {
                FailureMemory memory = new FailureMemory(stack, clock, guarded);
                health.whenAnsweredAgain(memory::forgetUnanswered);
                stack = memory;
            }
            if (staleData != null) {
                long octets = cache == null ? CacheLimits.DEFAULT.octets() : cache.octets();
                stack = new StaleResolver(stack, staleData, octets, clock, guarded);
            }
            return cache == null ? stack : new CachingResolver(stack, cache, clock, guarded);
        }

        /**
         * Builds the checker.
         *
         * @return a checker, to be closed when it is no longer used
         * @throws IllegalStateException if the application has brought a Caffeine that is too old
         */
        public RmxChecker build() {
            Dependencies.requireCaffeine();
            return new RmxChecker(this);
        }
    }
}
