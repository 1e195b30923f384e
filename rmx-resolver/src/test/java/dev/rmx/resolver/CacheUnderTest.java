package dev.rmx.resolver;

import static dev.rmx.resolver.FakeResolver.question;

import dev.rmx.dns.DnsData;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.spf.MacroString;
import dev.rmx.spf.SpfRecord;
import dev.rmx.spf.SpfTerm;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;

/** A cache above DNS that the test writes, and a clock that the test sets. */
abstract class CacheUnderTest {
    static final DnsQuestion QUESTION = question("a.x", RecordType.A);
    static final Instant UNTIL = HeldClock.START.plusSeconds(300);

    final HeldClock clock = new HeldClock();
    final FakeResolver dns = new FakeResolver().a("a.x", "192.0.2.1"); // valid for 300 seconds
    final CachingResolver cache = cache(CacheLimits.DEFAULT);

    final CachingResolver cache(CacheLimits limits) {
        return new CachingResolver(dns, limits, clock, RmxListener.NONE, false, Runnable::run);
    }

    final int askedAfter(CachingResolver resolver, Duration... pauses) {
        return askedAfter(resolver, QUESTION, pauses);
    }

    final int askedAfter(CachingResolver resolver, DnsQuestion question, Duration... pauses) {
        resolver.resolve(question).join();
        for (Duration pause : pauses) {
            clock.move(pause);
            resolver.resolve(question).join();
        }
        return dns.asked.size();
    }

    static DnsData spf(SpfTerm term, int count) {
        return new DnsData.Spf(new SpfRecord(Collections.nCopies(count, term)));
    }

    static MacroString text(String literal) {
        return new MacroString(List.of(new MacroString.Literal(literal)));
    }
}
