package dev.rmx.resolver;

import dev.rmx.Explanation;
import dev.rmx.RecordedCheck;
import dev.rmx.RmxQuery;
import dev.rmx.RmxVerdict;
import dev.rmx.receive.EnvelopeSender;
import dev.rmx.record.IpAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
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
    public static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(20); // [LIM-3]

    private final @Nullable CachedChecks cached;
    private final ChecksUnderWay underWay;
    private final Layers layers;
    /** The outermost layer, as users may ask it. */
    private final RmxResolver resolver;
    /** Our name in explanations; null if none are fetched. */
    private final @Nullable String explainingHost;

    private final InstantSource clock;
    private final GuardedListener listener;
    private final CheckerThreads threads;

    RmxChecker(
            @Nullable CachedChecks cached,
            ChecksUnderWay underWay,
            Layers layers,
            RmxResolver resolver,
            @Nullable String explainingHost,
            InstantSource clock,
            GuardedListener listener,
            CheckerThreads threads) {
        this.cached = cached;
        this.underWay = underWay;
        this.layers = layers;
        this.resolver = resolver;
        this.explainingHost = explainingHost;
        this.clock = clock;
        this.listener = listener;
        this.threads = threads;
    }

    /**
     * Starts to build a checker.
     *
     * @param resolver answers the questions; {@link #close} closes it
     * @return a builder with default limits and no trusted relays
     */
    public static RmxCheckerBuilder builder(RmxResolver resolver) {
        return new RmxCheckerBuilder(resolver);
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
        return known == null ? underWay.finish(asked).verdict().join() : known;
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
        Check check = known == null ? underWay.start(helo) : null;
        RmxVerdict mailFrom = check(sender.from(client));
        return new IdentityVerdicts(
                check == null ? Objects.requireNonNull(known) : ChecksUnderWay.await(check), mailFrom);
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

    /** Adds the host and the time, which macros of an explanation can use. */
    private RmxQuery forExplanations(RmxQuery query) {
        if (explainingHost == null) {
            return query;
        }
        RmxQuery here = query.host().isPresent() ? query : query.withHost(explainingHost);
        return here.time().isPresent() ? here : here.withTime(clock.instant());
    }

    /**
     * Checks a query without blocking.
     *
     * @param query what to check
     * @return the verdict, by the deadline at the latest. Cancelling it ends the check. Dependent stages may block:
     *     they run on threads that no check needs, unless {@link RmxCheckerBuilder#callbacks} says otherwise
     */
    public CompletableFuture<RmxVerdict> checkAsync(RmxQuery query) {
        RmxQuery asked = forExplanations(query);
        RmxVerdict known = fromCache(asked);
        return known == null
                ? underWay.future(underWay.start(asked), Function.identity())
                : CompletableFuture.completedFuture(known);
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
        return underWay.finish(forExplanations(query)).recorded();
    }

    /**
     * Checks a query without blocking, and records the check ([EXPL-2]).
     *
     * @param query what to check
     * @return the check, as {@link #record}; otherwise as {@link #checkAsync(RmxQuery)}
     */
    public CompletableFuture<RecordedCheck> recordAsync(RmxQuery query) {
        Check check = underWay.start(forExplanations(query));
        return underWay.future(check, verdict -> check.recorded());
    }

    /** The verdict if the cached answers decide it, otherwise null. */
    private @Nullable RmxVerdict fromCache(RmxQuery query) {
        return cached == null || underWay.isClosed() ? null : cached.verdict(query);
    }

    /**
     * Tells whether DNS answers this checker at all ([TEMP-7]).
     *
     * @return the state, for a readiness probe and for {@link dev.rmx.quarantine.QuarantineBuilder#cutOff}
     */
    public DnsHealth health() {
        return layers.health();
    }

    /**
     * The resolver that the checks ask: the builder's resolver below the cache, the failure memory and the limits.
     * Questions to it share all of these with the checks.
     *
     * @return the resolver; {@link #close} closes it
     */
    public RmxResolver resolver() {
        return resolver;
    }

    /**
     * Tells how much this checker has in hand now, for metrics. Asks nothing, and does not block.
     *
     * @return the counts; each is read a little later than the one before
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
        listener.tellOn(threads::afterwards);
        try {
            underWay.close();
            layers.top().close(); // may call the listener, so the threads end last
        } finally {
            threads.close();
        }
    }
}
