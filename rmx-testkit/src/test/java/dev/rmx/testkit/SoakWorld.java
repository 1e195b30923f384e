package dev.rmx.testkit;

import dev.rmx.RmxLimits;
import dev.rmx.RmxQuery;
import dev.rmx.RmxResult;
import dev.rmx.RmxStep;
import dev.rmx.RmxVerifier;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.receive.EnvelopeSender;
import dev.rmx.record.IpAddress;
import dev.rmx.resolver.RmxResolver;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The soak's domains, some thousand of a few kinds, and the possible results of a check of each. Domains of a kind
 * differ only in names and addresses, so they have the same possible results.
 */
final class SoakWorld {
    /** How many domains of a kind the soak asks about, numbered from 1; number 0 is for {@link #unasked}. */
    private static final int DOMAINS = 200;
    /** How many of them are at old servers: only those may answer RMX with {@code NOTIMP} or {@code FORMERR}. */
    private static final int OLD = 20;

    private static final DnsAnswer FAILED = new DnsAnswer.Failed(DnsAnswer.Failed.Kind.OTHER, "fault", Instant.MAX);
    private static final DnsAnswer ABSENT = new DnsAnswer.Absent(Instant.MAX, false);

    private static final List<Kind> KINDS = List.of(
            kind(1, "literal", "@. 2 RMX ipv4:V4 ipv6:V6"),
            kind(2, "host", "@. 3 RMX host:h.@", "h.@. 1 A V4", "h.@. 2 AAAA V6"),
            kind(
                    3,
                    "mx",
                    "@. 5 RMX mx:",
                    "@. 2 MX 10 a.@.",
                    "@. 2 MX 20 b.@.",
                    "a.@. 1 A 203.0.113.1",
                    "b.@. 1 A V4",
                    "b.@. 2 AAAA V6"),
            kind(4, "apl", "@. 2 RMX apl:l.@", "l.@. 1 APL 1:V4/32 2:V6/128"),
            kind(
                    5,
                    "domain",
                    "@. 4 RMX domain:",
                    "PTR4. 2 PTR h.@.",
                    "PTR6. 2 PTR h.@.",
                    "h.@. 1 A V4",
                    "h.@. 3 AAAA V6"),
            kind(6, "mapped", "@. 1 RMX mapped:m.@", "V4.m.@. 1 A 127.0.0.2", "NIBBLES.m.@. 2 A 127.0.0.2"),
            kind(7, "full", "@. 2 RMX full:", "joe._rmx.@. 1 RMX ipv4:V4 host:h.@", "h.@. 2 AAAA V6"),
            kind(8, "full-txt", "@. 2 RMX full:", "joe._rmx.@. 1 TXT \"ipv4:V4\""),
            kind(9, "txt", "_rmx.@. 2 TXT \"1:V4 host:h.@\"", "h.@. 3 AAAA V6"),
            kind(10, "none", "@. 1 A V4"),
            kind(11, "unused", "@. 5 RMX unused:"),
            kind(12, "malformed", "@. 2 TYPE65280 \\# 2 0121"),
            kind(13, "malformed-txt", "_rmx.@. 2 TXT \"ipv4:1.2.3\""),
            kind(14, "large", "@. 2 RMX " + "ipv4:203.0.113.0/29 ".repeat(300) + "ipv4:V4 ipv6:V6"), // needs TCP
            kind(15, "alias", "@. 1 CNAME t.@.", "t.@. 4 RMX host:h.@", "h.@. 1 CNAME g.@.", "g.@. 2 A V4"),
            kind(16, "loop", "@. 1 CNAME t.@.", "t.@. 1 CNAME @."),
            kind(
                    17,
                    "long",
                    "@. 3 RMX !host:bad.@ apl:l.@ mx: domain: host:h.@",
                    "bad.@. 1 A 203.0.113.9",
                    "l.@. 2 APL !1:V4/32 1:203.0.113.0/29",
                    "@. 1 MX 1 m.@.",
                    "m.@. 2 A V4",
                    "h.@. 1 AAAA V6"));

    /** A kind of domains: lines of a zone with placeholders, and TTLs of 1 to 5 seconds. */
    private record Kind(int id, String label, List<String> lines) {
        String v4(int number) {
            return "10.%d.%d.%d".formatted(id, number >> 8, number & 0xff);
        }

        String v6(int number) {
            return "2001:db8:%x::%x".formatted(id, number);
        }

        String domain(int number) {
            return "n" + number + "." + label + ".example";
        }

        List<String> records(int number) {
            String nibbles =
                    "20010db8%04x0000000000000000%04x".formatted(id, number).replaceAll("(?<=.)(?=.)", ".");
            String reverse4 = "%d.%d.%d.10.in-addr.arpa".formatted(number & 0xff, number >> 8, id);
            String reverse6 = new StringBuilder(nibbles).reverse() + ".ip6.arpa";
            return lines.stream()
                    .map(line -> line.replace("@", domain(number))
                            .replace("V4", v4(number))
                            .replace("V6", v6(number))
                            .replace("PTR4", reverse4)
                            .replace("PTR6", reverse6)
                            .replace("NIBBLES", nibbles))
                    .toList();
        }

        /** Queries from one client of each family that the domain authorizes, if any, and from one that it does not. */
        List<RmxQuery> queries(int number) {
            EnvelopeSender sender = EnvelopeSender.parse("joe@" + domain(number));
            return List.of(
                    sender.from(IpAddress.parse(v4(number))),
                    sender.from(IpAddress.parse(v6(number))),
                    sender.from(IpAddress.parse("198.51.100." + (number & 0xff))));
        }
    }

    private static Kind kind(int id, String label, String... lines) {
        return new Kind(id, label, List.of(lines));
    }

    /**
     * A check.
     *
     * @param right the result with right answers
     * @param possible the results when questions meet faults
     */
    record Ask(RmxQuery query, RmxResult right, Set<RmxResult> possible) {}

    private final RmxLimits limits;
    private final List<String> lines = lines();
    private final RmxZone zone = RmxZone.parse(String.join("\n", lines) + "\n");
    private final List<Ask> asks = new ArrayList<>();
    private final List<Ask> old = new ArrayList<>();
    private final List<Ask> unasked = new ArrayList<>();

    SoakWorld(RmxLimits limits) {
        this.limits = limits;
        try (RmxResolver resolver = zone.resolver()) {
            for (Kind kind : KINDS) {
                for (int client = 0; client < kind.queries(0).size(); client++) {
                    Ask any = ask(kind.queries(0).get(client), resolver, false);
                    Ask atOld = ask(any.query(), resolver, true);
                    unasked.add(any);
                    for (int number = 1; number <= DOMAINS; number++) {
                        RmxQuery query = kind.queries(number).get(client);
                        if (number <= OLD) {
                            old.add(new Ask(query, any.right(), atOld.possible()));
                        } else {
                            asks.add(new Ask(query, any.right(), any.possible()));
                        }
                    }
                }
            }
        }
        asks.addAll(old);
    }

    private static List<String> lines() {
        List<String> lines = new ArrayList<>(List.of("example. 2 SOA . . 1 1 1 1 2", "arpa. 2 SOA . . 1 1 1 1 2"));
        for (Kind kind : KINDS) {
            IntStream.rangeClosed(0, DOMAINS).forEach(number -> lines.addAll(kind.records(number)));
        }
        return lines;
    }

    RmxZone zone() {
        return zone;
    }

    Ask any(Random random) {
        return one(asks, random);
    }

    /** Checks of domains that {@link #any} never gives: nothing of them is cached or has failed. */
    List<Ask> unasked() {
        return unasked;
    }

    /** A random fault for some questions, a few of them or all of one name. */
    DnsFaultRule anyFault(Random random) {
        DnsFault fault = switch (random.nextInt(10)) {
            case 0 -> new DnsFault.Late(Duration.ofMillis(random.nextInt(1500)));
            case 1 -> new DnsFault.CutShort(random.nextInt(200));
            default -> one(List.of(DnsFault.Plain.values()), random);
        };
        if (fault == DnsFault.Plain.NOTIMP || fault == DnsFault.Plain.FORMERR) {
            return DnsFaultRule.of(fault)
                    .at(one(old, random).query().subject().orElseThrow().toString());
        }
        return someQuestions(fault, random);
    }

    private static <T> T one(List<T> list, Random random) {
        return list.get(random.nextInt(list.size()));
    }

    /** Limits faults that end checks at once; otherwise the checks would spin. */
    private DnsFaultRule someQuestions(DnsFault fault, Random random) {
        DnsFaultRule few = DnsFaultRule.of(fault).times(1 + random.nextInt(50));
        return switch (random.nextInt(4)) {
            case 0 -> few;
            case 1 -> few.type(one(List.of(RecordType.values()), random));
            default -> {
                String line = one(lines, random);
                yield few.at(line.substring(0, line.indexOf(' ')));
            }
        };
    }

    private Ask ask(RmxQuery query, RmxResolver resolver, boolean atOld) {
        Map<DnsQuestion, DnsAnswer> right = new HashMap<>();
        Set<RmxResult> possible = EnumSet.of(RmxResult.TEMPERROR);
        explore(query, Map.of(), right, resolver, atOld, possible);
        return new Ask(
                query, new ReferenceVerifier(limits).conclude(query, right).result(), possible);
    }

    /** Adds the results of all answers that [LOOK-2] allows, as in {@link DnsFault.Plain#readings}. */
    private void explore(
            RmxQuery query,
            Map<DnsQuestion, DnsAnswer> answers,
            Map<DnsQuestion, DnsAnswer> right,
            RmxResolver resolver,
            boolean atOld,
            Set<RmxResult> possible) {
        possible.add(new ReferenceVerifier(limits).conclude(query, answers).result());
        if (new RmxVerifier(RmxVerifier.DEFAULT_FORMS, limits, List.of()).evaluate(query, answers)
                instanceof RmxStep.Needs needs) {
            DnsQuestion question = needs.questions().iterator().next();
            List<DnsAnswer> may = new ArrayList<>();
            may.add(right.computeIfAbsent(
                    question, asked -> resolver.resolve(asked).join()));
            may.add(FAILED);
            if (atOld && question.type() == RecordType.RMX) {
                may.add(ABSENT);
            }
            for (DnsAnswer answer : may) {
                Map<DnsQuestion, DnsAnswer> more = new HashMap<>(answers);
                more.put(question, answer);
                explore(query, more, right, resolver, atOld, possible);
            }
        }
    }
}
