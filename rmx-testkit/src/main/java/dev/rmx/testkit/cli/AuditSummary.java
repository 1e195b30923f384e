package dev.rmx.testkit.cli;

import dev.rmx.resolver.AuditedDomain;
import java.math.BigInteger;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Counts what the lines of an audit say. Takes the same memory for any number of lines. */
final class AuditSummary {
    /** More rules than there will ever be; a line can be of a later version. */
    private static final int MOST_RULES = 500;

    /** The ends of the ranges in which addresses are counted, and their names. */
    static final List<String> IPV4 = List.of("0", "1", "to 16", "to 256", "to 4,096", "to 65,536", "to 2²⁰", "more");

    static final List<String> IPV6 = List.of("0", "1", "to 65,536", "to a /64", "to a /48", "to a /32", "more");

    /** The lookups of SPF: 0 to 10, and more. */
    static final int LOOKUPS = 12;

    private long domains;
    private final Map<AuditedDomain.State, Long> states = new EnumMap<>(AuditedDomain.State.class);
    /** By form, then by state. */
    private final Map<String, Map<String, Long>> forms = new TreeMap<>();

    private final Map<Rule, Long> rules = new TreeMap<>();
    private final long[] lookups = new long[LOOKUPS];
    private final long[] ipv4 = new long[IPV4.size()];
    private final long[] ipv6 = new long[IPV6.size()];
    private long authenticated;

    /** A lint rule of which a domain has findings. */
    record Rule(String id, String severity) implements Comparable<Rule> {
        @Override
        public int compareTo(Rule other) {
            return id.compareTo(other.id);
        }
    }

    void add(AuditFacts line) {
        domains++;
        states.merge(line.state(), 1L, Long::sum);
        line.forms()
                .forEach((form, state) ->
                        forms.computeIfAbsent(form, any -> new TreeMap<>()).merge(state, 1L, Long::sum));
        line.findings().forEach((rule, severity) -> {
            if (rules.size() < MOST_RULES) {
                rules.merge(new Rule(rule, severity), 1L, Long::sum);
            }
        });
        line.lookups().ifPresent(count -> lookups[Math.min(count, LOOKUPS - 1)]++);
        if (line.state() == AuditedDomain.State.PUBLISHED || line.state() == AuditedDomain.State.PARTLY_FAILED) {
            line.ipv4().ifPresent(count -> ipv4[ipv4(count)]++);
            line.ipv6().ifPresent(count -> ipv6[ipv6(count)]++);
        }
        authenticated += line.authenticated() ? 1 : 0;
    }

    private static int ipv4(BigInteger count) {
        int bits = count.subtract(BigInteger.ONE).bitLength();
        return count.signum() == 0 ? 0 : Math.min(IPV4.size() - 1, 1 + (bits + 3) / 4);
    }

    private static int ipv6(BigInteger count) {
        if (count.bitLength() < 2) {
            return count.intValue();
        }
        int bits = count.subtract(BigInteger.ONE).bitLength();
        return bits <= 16 ? 2 : bits <= 64 ? 3 : bits <= 80 ? 4 : bits <= 96 ? 5 : 6;
    }

    long domains() {
        return domains;
    }

    long domains(AuditedDomain.State state) {
        return states.getOrDefault(state, 0L);
    }

    /** How many domains have a form in a state; by form, then by state. */
    Map<String, Map<String, Long>> forms() {
        return forms;
    }

    /** How many domains have findings of a rule. */
    Map<Rule, Long> rules() {
        return rules;
    }

    long[] lookups() {
        return lookups.clone();
    }

    long[] ipv4() {
        return ipv4.clone();
    }

    long[] ipv6() {
        return ipv6.clone();
    }

    long authenticated() {
        return authenticated;
    }

    /** What a state is called before people. */
    static String name(AuditedDomain.State state) {
        return AuditLine.word(state).replace('-', ' ');
    }

    /** The counts on one line. */
    String text() {
        String counts = Stream.of(AuditedDomain.State.values())
                .map(state -> domains(state) + " " + name(state))
                .collect(Collectors.joining(", "));
        return String.format(Locale.ROOT, "%d %s: %s", domains, domains == 1 ? "domain" : "domains", counts);
    }
}
