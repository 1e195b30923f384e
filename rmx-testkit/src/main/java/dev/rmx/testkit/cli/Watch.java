package dev.rmx.testkit.cli;

import dev.rmx.RmxExpansion;
import dev.rmx.RmxVerifier;
import dev.rmx.record.DomainName;
import dev.rmx.resolver.RmxChecker;
import dev.rmx.resolver.RmxExpander;
import dev.rmx.resolver.RmxResolver;
import dev.rmx.resolver.internal.DaemonThreads;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Compares what domains authorize now with the last snapshot of each. First it says what is new, then it keeps the new
 * snapshots: a process that is killed in between says it again the next time, and leaves nothing unsaid.
 *
 * <p>A domain is not compared if a lookup failed on which some address hangs: unreachable is not absent ([LOOK-2]).
 */
final class Watch implements AutoCloseable {
    /** How many domains are looked up at once; each has up to {@link RmxExpander#QUERIES} queries. */
    private static final int AT_ONCE = 8;

    private final List<DomainName> domains;
    private final RmxVerifier verifier;
    private final RmxResolver resolver;
    private final InstantSource clock;
    private final WatchState state;
    private final WatchPrinter printer;
    private final ExecutorService lookups =
            Executors.newFixedThreadPool(AT_ONCE, new DaemonThreads("rmx-watch-lookup"));
    private volatile boolean stopping;

    /** What became of the domains of a pass. */
    private static final class Tally {
        private boolean changed;
        private boolean failed;

        int exitCode() {
            return failed ? ExitCode.TEMPERROR : changed ? ExitCode.RECORDS_DIFFER : ExitCode.OK;
        }
    }

    /** What a domain says now. */
    private record Seen(Snapshot snapshot, RmxExpansion expansion) {
        /**
         * The same with earlier answers in place of failures: a failure is no change ([LINT-3]). As it is if they are
         * not enough for that.
         */
        Seen completedBy(Snapshot earlier) {
            if (!snapshot.hasFailures()) {
                return this;
            }
            Snapshot all = snapshot.over(earlier);
            Seen complete = new Seen(all, all.expansion());
            return complete.expansion.questions().isEmpty() ? complete : this;
        }
    }

    Watch(
            List<DomainName> domains,
            RmxVerifier verifier,
            RmxResolver resolver,
            InstantSource clock,
            WatchState state,
            WatchPrinter printer) {
        this.domains = domains;
        this.verifier = verifier;
        this.resolver = resolver;
        this.clock = clock;
        this.state = state;
        this.printer = printer;
    }

    /**
     * Looks at each domain once.
     *
     * @return the exit code: whether something has changed, or a domain could not be looked at
     * @throws BadInputException if the output or the state cannot be written; the state is then as before
     */
    int pass() {
        Tally tally = new Tally();
        Queue<Future<Seen>> ahead = new ArrayDeque<>();
        Iterator<DomainName> next = domains.iterator();
        for (DomainName domain : domains) {
            while (ahead.size() < AT_ONCE && next.hasNext()) {
                DomainName asked = next.next();
                ahead.add(lookups.submit(() -> look(asked)));
            }
            Seen seen = await(ahead.remove());
            if (seen == null || stopping) {
                break;
            }
            compare(domain, seen, tally);
        }
        ahead.forEach(lookup -> lookup.cancel(true));
        state.write();
        return tally.exitCode();
    }

    private Seen look(DomainName domain) {
        RmxExpander expander = new RmxExpander(resolver, RmxChecker.DEFAULT_DEADLINE);
        RmxExpansion expansion = expander.expand(verifier, domain);
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        return new Seen(new Snapshot(domain, verifier, now, expander.answers()), expansion);
    }

    /** Null if the process is to end. */
    private static @Nullable Seen await(Future<Seen> lookup) {
        try {
            return lookup.get();
        } catch (InterruptedException e) {
            return null; // only to stop; what was said is still to be kept
        } catch (ExecutionException e) {
            throw new IllegalStateException("a fault in a lookup: " + e.getCause(), e.getCause());
        }
    }

    private void compare(DomainName domain, Seen seen, Tally tally) {
        if (ExpansionView.exitCode(seen.expansion()) == ExitCode.TEMPERROR) {
            tally.failed = true;
            printer.failed(seen.snapshot(), seen.expansion());
            return;
        }
        Optional<Snapshot> last = state.of(domain);
        last.ifPresent(this::requireSameForms);
        Seen complete = last.map(seen::completedBy).orElse(seen);
        Snapshot now = complete.snapshot();
        if (last.filter(now::saysTheSameAs).isPresent()) { // also where an expansion cannot tell what they say
            return;
        }
        RmxExpansion then = last.map(Snapshot::expansion).orElse(seen.expansion());
        DifferenceView difference = new DifferenceView(then, complete.expansion());
        boolean anew = last.isEmpty() || !then.questions().isEmpty();
        List<String> records = last.map(now::changedRecords).orElse(List.of());
        if (!anew && !difference.showsChange() && records.isEmpty()) {
            return;
        }
        String text;
        try {
            text = now.text();
        } catch (IllegalArgumentException e) {
            tally.failed = true;
            printer.notSeen(now, String.valueOf(e.getMessage()));
            return;
        }
        if (anew) {
            printer.recorded(now, complete.expansion());
        } else if (difference.showsChange()) {
            tally.changed = true;
            printer.changed(now, last.get().at(), difference, records);
        } else if (printer.text(now, last.get().at(), records)) {
            tally.changed = true;
        }
        printer.flush();
        state.put(domain, now.at(), text);
    }

    /** Other forms give other addresses, though nothing has changed. */
    private void requireSameForms(Snapshot last) {
        if (!last.verifier().forms().equals(verifier.forms())) {
            String forms = last.verifier().forms().stream()
                    .map(form -> form.toString().toLowerCase(Locale.ROOT))
                    .collect(Collectors.joining(","));
            throw new BadInputException(
                    ExitCode.USAGE,
                    "the state has " + last.domain() + " with --forms " + forms
                            + "; use these, or another file for other forms");
        }
    }

    /** Has the pass end that is under way. What it has said is kept. */
    void stop() {
        stopping = true;
    }

    @Override
    public void close() {
        lookups.shutdownNow();
        state.close();
    }
}
