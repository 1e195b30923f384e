package dev.rmx.testkit.jqwik;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.PublishedForm;
import dev.rmx.RmxDifference;
import dev.rmx.RmxExpansion;
import dev.rmx.RmxLimits;
import dev.rmx.RmxQuery;
import dev.rmx.RmxResult;
import dev.rmx.RmxVerdict;
import dev.rmx.RmxVerifier;
import dev.rmx.SpfDecision;
import dev.rmx.codec.RmxFormatException;
import dev.rmx.codec.RmxText;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsData;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import dev.rmx.record.IpPrefix;
import dev.rmx.record.RmxEntry;
import dev.rmx.record.RmxRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/**
 * Compares the differences of two records with checks of every address of a small neighbourhood in each family, in
 * every way in which those questions can be answered that differ between clients and senders.
 */
class DifferenceProperties {
    private static final List<IpAddress> WORLD = Stream.of("192.0.2.0/29", "2001:db8::/126")
            .map(IpPrefix::parse)
            .flatMap(block -> IntStream.range(0, 1 << (block.family().bits() - block.length()))
                    .mapToObj(offset -> {
                        byte[] octets = block.address().octets();
                        octets[octets.length - 1] += (byte) offset;
                        return IpAddress.of(octets);
                    }))
            .toList();
    private static final DomainName SUBJECT = DomainName.parse("s.x");
    private static final RmxVerifier RMX = new RmxVerifier(List.of(PublishedForm.RMX), RmxLimits.DEFAULT, List.of());
    private static final RmxVerifier SPF = new RmxVerifier(List.of(PublishedForm.SPF), RmxLimits.DEFAULT, List.of());
    private static final DnsAnswer SOME_ADDRESS =
            SpfWorld.found(new DnsData.Addresses(List.of(IpAddress.parse("127.0.0.2"))));

    /** Two records, or sets of records, that are compared. */
    record Change(RmxVerifier verifier, Map<DnsQuestion, DnsAnswer> before, Map<DnsQuestion, DnsAnswer> after) {
        @Override
        public String toString() {
            return before + " -> " + after;
        }
    }

    /** How questions are answered that differ between clients and senders. */
    record Ways(boolean c, boolean d, boolean ptr, int full, Optional<String> local) {
        static List<Ways> all() {
            List<Ways> all = new ArrayList<>();
            for (int bits = 0; bits < 8; bits++) {
                for (int full = 0; full < 4; full++) {
                    all.add(new Ways((bits & 1) > 0, (bits & 2) > 0, (bits & 4) > 0, full, Optional.of("u")));
                }
                all.add(new Ways((bits & 1) > 0, (bits & 2) > 0, (bits & 4) > 0, 0, Optional.empty()));
                all.add(new Ways((bits & 1) > 0, (bits & 2) > 0, (bits & 4) > 0, 0, Optional.of("\u00fc")));
            }
            return all;
        }

        static List<Ways> ofSpf() {
            return all().stream().filter(ways -> ways.full() < 2).toList();
        }

        DnsAnswer answer(DnsQuestion question, Map<DnsQuestion, DnsAnswer> records, IpAddress client) {
            DnsAnswer record = records.get(question);
            String name = question.name().toString();
            if (record != null) {
                return record;
            }
            boolean isFull = name.startsWith("u._rmx.");
            if (isFull && question.type() == RecordType.RMX && full > 0) {
                RmxEntry entry = full < 3
                        ? new RmxEntry.Host(full == 1, DomainName.parse("all.x"))
                        : new RmxEntry.Host(false, DomainName.parse("nil.x"));
                return SpfWorld.found(new DnsData.RmxRecords(List.of(RmxRecord.of(entry))));
            }
            if (question.type() == RecordType.PTR) {
                return SpfWorld.found(new DnsData.Names(List.of(DomainName.parse(ptr ? "h.e.x" : "h.y"))));
            }
            if (name.equals("all.x") || name.equals("h.e.x")) {
                return SpfWorld.found(new DnsData.Addresses(List.of(client)));
            }
            boolean isThere = name.endsWith(".c.x") ? c : name.endsWith(".d.x") ? d : name.equals("u.f.x") && full > 0;
            return isThere ? SOME_ADDRESS : fixed(question);
        }
    }

    /** {@code a.x} and {@code b.x} have addresses in the world; {@code bad.x} and {@code down.x} cannot be used. */
    private static DnsAnswer fixed(DnsQuestion question) {
        String name = question.name().toString();
        boolean ipv4 = question.type() == RecordType.A;
        return switch (name) {
            case "a.x" -> SpfWorld.found(new DnsData.Addresses(ipv4 ? WORLD.subList(1, 3) : WORLD.subList(9, 11)));
            case "b.x" -> ipv4 ? SpfWorld.found(new DnsData.Addresses(WORLD.subList(2, 5))) : SpfWorld.absent();
            case "bad.x" -> new DnsAnswer.Malformed("truncated", SpfWorld.UNTIL, false);
            case "down.x" -> SpfWorld.failed();
            default -> SpfWorld.absent();
        };
    }

    @Provide
    Arbitrary<Change> rmx() {
        Arbitrary<Boolean> negated = Arbitraries.of(false, true);
        Arbitrary<RmxEntry> literals = Combinators.combine(
                        negated, Arbitraries.of(WORLD), Arbitraries.integers().between(0, 5))
                .as((negation, address, bits) -> RmxEntry.Literal.of(
                        negation, new IpPrefix(address, address.family().bits() - bits)));
        Arbitrary<RmxEntry> hosts = Combinators.combine(negated, Arbitraries.of("a.x", "b.x", "bad.x", "down.x"))
                .as((negation, name) -> new RmxEntry.Host(negation, DomainName.parse(name)));
        Arbitrary<RmxEntry> mapped = Combinators.combine(negated, Arbitraries.of("c.x", "d.x"))
                .as((negation, name) -> new RmxEntry.Mapped(negation, DomainName.parse(name)));
        Arbitrary<RmxEntry> others = Combinators.combine(negated, Arbitraries.of(1, 2, 3))
                .as((negation, which) -> which == 1
                        ? new RmxEntry.Domain(negation, DomainName.parse("e.x"))
                        : which == 2 ? new RmxEntry.Full() : new RmxEntry.Mx(negation));
        return changes(
                Arbitraries.frequencyOf(
                                Tuple.of(6, literals), Tuple.of(3, hosts), Tuple.of(3, mapped), Tuple.of(2, others))
                        .list()
                        .ofMaxSize(5)
                        .map(entries -> Map.of(
                                new DnsQuestion(SUBJECT, RecordType.RMX),
                                SpfWorld.found(new DnsData.RmxRecords(List.of(new RmxRecord(entries)))))),
                RMX);
    }

    @Provide
    Arbitrary<Change> spf() {
        Arbitrary<String> qualifiers = Arbitraries.of("", "", "", "-", "~", "?");
        Arbitrary<String> terms = Arbitraries.frequencyOf(
                Tuple.of(
                        5,
                        Arbitraries.of(
                                "ip4:192.0.2.0/30", "ip4:192.0.2.3", "ip4:192.0.2.5", "ip6:2001:db8::/127", "a:a.x")),
                Tuple.of(2, Arbitraries.of("a:b.x", "a:nil.x", "a:down.x", "a:bad.x", "mx")),
                Tuple.of(5, Arbitraries.of("exists:%{i}.c.x", "exists:%{i}.d.x", "ptr:e.x", "exists:%{l}.f.x")),
                Tuple.of(3, Arbitraries.of("include:i.x", "include:j.x")));
        Arbitrary<String> texts = Combinators.combine(
                        Combinators.combine(qualifiers, terms)
                                .as((qualifier, term) -> qualifier + term)
                                .list()
                                .ofMaxSize(4),
                        Arbitraries.of(" -all", " -all", " ~all", "", " redirect=j.x", " redirect=k.x", " +all"))
                .as((list, end) -> "v=spf1 " + String.join(" ", list) + end);
        return changes(
                Combinators.combine(texts, texts, texts)
                        .as((own, first, second) -> Map.of(
                                spf("s.x"), SpfTexts.answer(own),
                                spf("i.x"), SpfTexts.answer(first),
                                spf("j.x"), SpfTexts.answer(second),
                                spf("k.x"), SpfTexts.answer("v=spf1 include:%{i}.nil.x exists:%{i}.c.x"))),
                SPF);
    }

    /** Pairs of records, most of them of one kind or with one record in common. */
    private static Arbitrary<Change> changes(Arbitrary<Map<DnsQuestion, DnsAnswer>> records, RmxVerifier verifier) {
        return Combinators.combine(records, records, Arbitraries.integers().between(0, 3))
                .as((before, after, kept) -> {
                    Map<DnsQuestion, DnsAnswer> mixed = new LinkedHashMap<>(after);
                    before.keySet().stream()
                            .sorted((one, other) -> one.toString().compareTo(other.toString()))
                            .limit(before.size() > 1 ? kept : 0)
                            .forEach(question -> mixed.put(question, before.get(question)));
                    return new Change(verifier, before, mixed);
                });
    }

    private static DnsQuestion spf(String name) {
        return new DnsQuestion(DomainName.parse(name), RecordType.SPF);
    }

    @Property(tries = 150)
    void LINT_4_differences_of_RMX_are_exact_for_every_address(@ForAll("rmx") Change change) {
        assertExact(change);
    }

    @Property(tries = 40)
    void LINT_4_differences_of_SPF_are_exact_for_every_address(@ForAll("spf") Change change) {
        assertExact(change);
    }

    private static void assertExact(Change change) {
        RmxExpansion was = expansion(change.verifier(), change.before());
        RmxExpansion is = expansion(change.verifier(), change.after());
        List<RmxDifference> differences = RmxDifference.between(was, is);

        for (IpAddress client : WORLD) {
            List<RmxDifference> at = differences.stream()
                    .filter(difference -> difference.addresses().contains(client))
                    .toList();
            assertThat(at).hasSizeLessThanOrEqualTo(1);
            boolean differs = false;
            for (Ways ways : change.verifier().equals(SPF) ? Ways.ofSpf() : Ways.all()) {
                RmxVerdict old = verdict(change.verifier(), change.before(), ways, client);
                RmxVerdict now = verdict(change.verifier(), change.after(), ways, client);
                assertAgrees(was.part(client), old, ways);
                assertAgrees(is.part(client), now, ways);
                differs |= !said(old).equals(said(now));
                if (at.isEmpty()) {
                    assertThat(said(now)).as("%s with %s", client, ways).isEqualTo(said(old));
                } else {
                    assertThat(at.get(0).before()).isSameAs(was.part(client));
                    assertThat(at.get(0).after()).isSameAs(is.part(client));
                    assertThat(!at.get(0).gains() || now.result() == RmxResult.PASS)
                            .isTrue();
                    assertThat(!at.get(0).loses() || old.result() == RmxResult.PASS)
                            .isTrue();
                }
            }
            boolean openInclude = change.toString().contains("redirect=k.x"); // whose record no world has
            if (!at.isEmpty() && !openInclude) {
                assertThat(differs).as("%s: %s", client, at.get(0)).isTrue();
            }
        }
    }

    /** A verdict holds for every client and sender, and "otherwise" where nothing matches that cannot be listed. */
    private static void assertAgrees(RmxExpansion.Part part, RmxVerdict verdict, Ways ways) {
        boolean matches = ways.c() || ways.d() || ways.ptr() || ways.full() > 0;
        part.verdict()
                .or(() -> matches ? Optional.empty() : part.otherwise())
                .ifPresent(reached ->
                        assertThat(said(verdict)).as("%s: %s", ways, part).isEqualTo(said(reached)));
    }

    private static String said(RmxVerdict verdict) {
        return verdict.spf()
                .flatMap(SpfDecision::result)
                .map(Object::toString)
                .orElseGet(() -> verdict.result().toString());
    }

    @Example
    void LINT_4_what_stands_before_a_directive_that_cannot_be_listed_matters() {
        assertThat(changes(RMX, rmx("host:bad.x !mapped:c.x"), rmx("!mapped:c.x host:bad.x")))
                .containsExactly("if !mapped:c.x matches: none -> fail");
    }

    @Example
    void LINT_4_a_term_that_does_not_pass_in_an_include_leads_to_the_terms_behind_it() {
        Map<DnsQuestion, DnsAnswer> before = Map.of(
                spf("s.x"), SpfTexts.answer("v=spf1 include:i.x -all"),
                spf("i.x"), SpfTexts.answer("v=spf1 -exists:%{i}.c.x ip4:0.0.0.0/0 ip6:::/0"));
        Map<DnsQuestion, DnsAnswer> after = new LinkedHashMap<>(before);
        after.put(spf("s.x"), SpfTexts.answer("v=spf1 include:i.x ~all"));
        assertThat(changes(SPF, before, after))
                .containsExactly("if include:i.x > -exists:%{i}.c.x matches: fail -> softfail");
    }

    @Example
    void SPF_3_a_lookup_that_finds_nothing_is_void() {
        String two = "v=spf1 exists:%{i}.c.x exists:%{i}.d.x";
        Map<DnsQuestion, DnsAnswer> three = Map.of(spf("s.x"), SpfTexts.answer(two + " exists:%{i}.g.x -all"));
        RmxExpansion expansion = expansion(SPF, three);
        assertThat(expansion.parts().get(0).otherwise().map(DifferenceProperties::said))
                .contains("permerror");
        assertThat(changes(SPF, three, Map.of(spf("s.x"), SpfTexts.answer(two + " -all"))))
                .containsExactly("if exists:%{i}.c.x finds nothing, and exists:%{i}.d.x finds nothing, and"
                        + " exists:%{i}.g.x matches: pass -> fail");

        Map<DnsQuestion, DnsAnswer> open =
                Map.of(spf("s.x"), SpfTexts.answer("v=spf1 exists:%{l}.c.x exists:%{l}.d.x exists:%{l}.f.x -all"));
        // a local part outside ASCII is not asked, and so not void
        assertThat(expansion(SPF, open).parts().get(0).otherwise()).isEmpty();
    }

    @Example
    void LINT_4_the_same_question_is_the_same_in_either_form() {
        assertThat(RmxDifference.between(
                        expansion(RMX, rmx("mapped:c.x !domain: ipv4:192.0.2.1")),
                        expansion(
                                SPF,
                                Map.of(spf("s.x"), SpfTexts.answer("v=spf1 exists:%{i}.c.x -ptr ip4:192.0.2.1 -all")))))
                .isEmpty();
    }

    private static Map<DnsQuestion, DnsAnswer> rmx(String text) {
        try {
            return Map.of(
                    new DnsQuestion(SUBJECT, RecordType.RMX),
                    SpfWorld.found(new DnsData.RmxRecords(List.of(RmxText.parse(text)))));
        } catch (RmxFormatException e) {
            throw new AssertionError(e);
        }
    }

    private static Stream<String> changes(
            RmxVerifier verifier, Map<DnsQuestion, DnsAnswer> before, Map<DnsQuestion, DnsAnswer> after) {
        return RmxDifference.between(expansion(verifier, before), expansion(verifier, after)).stream()
                .map(RmxDifference::example)
                .distinct();
    }

    @Property(tries = 50)
    void LINT_4_a_record_does_not_differ_from_itself(@ForAll("rmx") Change rmx, @ForAll("spf") Change spf) {
        for (Change change : List.of(rmx, spf)) {
            RmxExpansion expansion = expansion(change.verifier(), change.before());
            RmxExpansion again = expansion(change.verifier(), change.before());

            assertThat(RmxDifference.between(expansion, again))
                    .as("differences in parts of which the results can be told")
                    .filteredOn(difference -> !difference.example().endsWith(": unknown -> unknown"))
                    .isEmpty();
        }
    }

    private static RmxExpansion expansion(RmxVerifier verifier, Map<DnsQuestion, DnsAnswer> records) {
        return ExpansionProperties.expand(
                verifier, SUBJECT, question -> records.containsKey(question) ? records.get(question) : fixed(question));
    }

    private static RmxVerdict verdict(
            RmxVerifier verifier, Map<DnsQuestion, DnsAnswer> records, Ways ways, IpAddress client) {
        Function<DnsQuestion, DnsAnswer> dns = question -> ways.answer(question, records, client);
        return verifier.check(new RmxQuery(client, Optional.of(SUBJECT), ways.local()), dns);
    }
}
