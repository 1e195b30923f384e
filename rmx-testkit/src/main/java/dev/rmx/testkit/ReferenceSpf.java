package dev.rmx.testkit;

import dev.rmx.RmxLimits;
import dev.rmx.RmxQuery;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsData;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.record.DomainName;
import dev.rmx.spf.MacroLetter;
import dev.rmx.spf.MacroString;
import dev.rmx.spf.SpfRecord;
import dev.rmx.spf.SpfResult;
import dev.rmx.spf.SpfTerm;
import dev.rmx.testkit.ReferenceHosts.Found;
import dev.rmx.testkit.ReferenceSpfEnds.Count;
import dev.rmx.testkit.ReferenceVerifier.Conclusion;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The function check_host() of RFC 7208, term after term. Where a lookup failed, it goes on with each thing that the
 * answer could have been ([SPF-4]).
 */
final class ReferenceSpf {
    private final RmxQuery query;
    private final RmxLimits limits;
    private final ReferenceHosts hosts;
    private final ReferenceMacros macros;
    /** Saves time only: a record that includes itself is read with the same counts again and again. */
    private final Map<Map.Entry<DomainName, Count>, ReferenceSpfEnds> known = new HashMap<>();

    /** What a mechanism comes to. */
    private enum Turn {
        MATCH,
        NO_MATCH,
        PERMERROR
    }

    /** One way that a mechanism can go: to what, with which counts, and by which terms of an included record. */
    private record Way(Turn turn, Count count, Optional<List<SpfTerm>> inside) {
        Way(Turn turn, Count count) {
            this(turn, count, Optional.of(List.of()));
        }
    }

    ReferenceSpf(RmxQuery query, RmxLimits limits, Map<DnsQuestion, DnsAnswer> answers) {
        this.query = query;
        this.limits = limits;
        this.hosts = new ReferenceHosts(query, limits, answers);
        this.macros = new ReferenceMacros(query, hosts);
    }

    /** What the form comes to; empty if it is absent. */
    Optional<Conclusion> conclude() {
        DomainName subject = query.subject().orElseThrow();
        DnsAnswer answer = hosts.answer(subject, RecordType.SPF);
        if (answer instanceof DnsAnswer.Absent) {
            return Optional.empty();
        }
        if (answer instanceof DnsAnswer.Failed) {
            return Optional.of(ReferenceSpfEnds.ofFailure()); // [FORM-2]
        }
        return Optional.of(checkHost(subject, new Count(0, 0)).conclusion(this::explanation));
    }

    /** Everything that the record of a domain can come to when it is read with these counts. */
    private ReferenceSpfEnds checkHost(DomainName domain, Count count) {
        Map.Entry<DomainName, Count> key = Map.entry(domain, count);
        ReferenceSpfEnds ends = known.get(key);
        if (ends == null) {
            ends = new ReferenceSpfEnds();
            DnsAnswer answer = hosts.answer(domain, RecordType.SPF);
            if (answer instanceof DnsAnswer.Found found) {
                read(((DnsData.Spf) found.data()).record(), domain, count, ends);
            } else if (answer instanceof DnsAnswer.Absent) {
                ends.add(SpfResult.NONE, count);
            } else if (answer instanceof DnsAnswer.Malformed) {
                ends.add(SpfResult.PERMERROR, count);
            } else {
                ends.addAnything(count, limits);
            }
            known.put(key, ends);
        }
        return ends;
    }

    private void read(SpfRecord record, DomainName domain, Count begin, ReferenceSpfEnds ends) {
        Set<Count> reached = Set.of(begin);
        for (SpfTerm term : record.terms()) {
            if (term instanceof SpfTerm.Mechanism mechanism) {
                Set<Count> after = new LinkedHashSet<>();
                for (Count count : reached) {
                    for (Way way : ways(mechanism, domain, count)) {
                        switch (way.turn()) {
                            case NO_MATCH -> after.add(way.count());
                            case MATCH ->
                                ends.add(mechanism.qualifier().result(), way.count(), mechanism, way.inside(), domain);
                            case PERMERROR -> ends.add(SpfResult.PERMERROR, way.count());
                        }
                    }
                }
                reached = after;
            }
        }
        for (Count count : reached) {
            if (record.redirect().isPresent()) {
                redirect(record.redirect().get(), domain, count, ends);
            } else {
                ends.add(SpfResult.NEUTRAL, count); // RFC 7208 §4.7
            }
        }
    }

    /** RFC 7208 §6.1 */
    private void redirect(SpfTerm.Redirect redirect, DomainName domain, Count count, ReferenceSpfEnds ends) {
        Optional<Count> counted = counted(count, Optional.of(redirect.value()));
        Optional<DomainName> target = recordName(redirect.value(), domain);
        if (counted.isEmpty()) {
            ends.add(SpfResult.PERMERROR, full(count));
        } else if (target.isEmpty() || macros.hasForeignLocalPart(redirect.value())) {
            ends.add(SpfResult.PERMERROR, counted.get());
        } else {
            ends.addRedirected(redirect, checkHost(target.get(), counted.get()));
        }
    }

    /** The ways that a mechanism can go when it is reached with these counts; one way if every answer is known. */
    private List<Way> ways(SpfTerm.Mechanism mechanism, DomainName domain, Count count) {
        if (mechanism instanceof SpfTerm.All) {
            return List.of(new Way(Turn.MATCH, count));
        }
        if (mechanism instanceof SpfTerm.Ip ip) {
            return List.of(new Way(ip.prefix().contains(query.client()) ? Turn.MATCH : Turn.NO_MATCH, count));
        }
        Optional<MacroString> target = target(mechanism);
        Optional<Count> counted = counted(count, target);
        if (counted.isEmpty()) {
            return List.of(new Way(Turn.PERMERROR, full(count)));
        }
        if (target.isPresent() && macros.hasForeignLocalPart(target.get())) {
            return List.of(new Way(Turn.NO_MATCH, counted.get())); // [SPF-1]
        }
        if (mechanism instanceof SpfTerm.Include include) {
            return include(include, domain, counted.get());
        }
        Optional<DomainName> name = target.isEmpty() ? Optional.of(domain) : macros.name(target.get(), domain);
        if (name.isEmpty()) {
            return List.of(new Way(Turn.NO_MATCH, counted.get())); // [SPF-1]
        }
        return ways(lookup(mechanism, name.get()), mechanism instanceof SpfTerm.Mx, counted.get());
    }

    private static Optional<MacroString> target(SpfTerm.Mechanism mechanism) {
        if (mechanism instanceof SpfTerm.Targeted targeted) {
            return targeted.target();
        }
        if (mechanism instanceof SpfTerm.Include include) {
            return Optional.of(include.domain());
        }
        return Optional.of(((SpfTerm.Exists) mechanism).domain());
    }

    private Found lookup(SpfTerm.Mechanism mechanism, DomainName name) {
        if (mechanism instanceof SpfTerm.A a) {
            return hosts.a(name, a.cidr());
        }
        if (mechanism instanceof SpfTerm.Mx mx) {
            return hosts.mx(name, mx.cidr());
        }
        return mechanism instanceof SpfTerm.Ptr ? hosts.ptr(name) : hosts.exists(name);
    }

    private List<Way> ways(Found found, boolean mx, Count count) {
        Way match = new Way(Turn.MATCH, count);
        Way noMatch = new Way(Turn.NO_MATCH, count);
        Way tooMany = new Way(Turn.PERMERROR, count);
        Way nothing = count.voids() < limits.voids() // [SPF-3]
                ? new Way(Turn.NO_MATCH, new Count(count.terms(), count.voids() + 1))
                : new Way(Turn.PERMERROR, count);
        return switch (found) {
            case MATCH -> List.of(match);
            case OTHER -> List.of(noMatch);
            case NOTHING -> List.of(nothing);
            case TOO_MANY -> List.of(tooMany);
            case OTHER_OR_MATCH -> List.of(match, noMatch);
            case UNKNOWN -> mx ? List.of(match, noMatch, nothing, tooMany) : List.of(match, noMatch, nothing);
        };
    }

    /** RFC 7208 §5.2 */
    private List<Way> include(SpfTerm.Include include, DomainName domain, Count count) {
        Optional<DomainName> name = recordName(include.domain(), domain);
        if (name.isEmpty()) {
            return List.of(new Way(Turn.PERMERROR, count));
        }
        List<Way> ways = new ArrayList<>();
        checkHost(name.get(), count).forEach((word, after, terms) -> {
            Turn turn = switch (word) {
                case PASS -> Turn.MATCH;
                case FAIL, SOFTFAIL, NEUTRAL -> Turn.NO_MATCH;
                case NONE, PERMERROR, TEMPERROR -> Turn.PERMERROR;
            };
            ways.add(new Way(turn, after, terms));
        });
        return ways;
    }

    /** The name of another record: two labels or more (RFC 7208 §4.3). */
    private Optional<DomainName> recordName(MacroString text, DomainName domain) {
        return macros.name(text, domain).filter(name -> name.labelCount() > 1);
    }

    /** The counts when a term is reached; empty if it is one too many ([SPF-3]). */
    private Optional<Count> counted(Count count, Optional<MacroString> target) {
        boolean asksForClientName = target.isPresent() && target.get().uses(MacroLetter.P);
        int terms = count.terms() + (asksForClientName ? 2 : 1);
        return terms <= limits.terms() ? Optional.of(new Count(terms, count.voids())) : Optional.empty();
    }

    /** The counts where one term more is too many. */
    private Count full(Count count) {
        return new Count(limits.terms(), count.voids());
    }

    /** The explanation of the record that fails ([SPF-7]). */
    private Optional<String> explanation(DomainName failing) {
        if (!(hosts.answer(failing, RecordType.SPF) instanceof DnsAnswer.Found found)) {
            return Optional.empty();
        }
        return ((DnsData.Spf) found.data())
                .record()
                .explanation()
                .map(SpfTerm.Explanation::value)
                .filter(value -> !macros.hasForeignLocalPart(value))
                .flatMap(value -> macros.name(value, failing))
                .map(name -> hosts.answer(name, RecordType.SPF_EXPLANATION))
                .filter(DnsAnswer.Found.class::isInstance)
                .map(answer -> ((DnsData.SpfExplanation) ((DnsAnswer.Found) answer).data()).text())
                .flatMap(text -> macros.expand(text, failing))
                .filter(text -> text.matches("[ -~]+"));
    }
}
