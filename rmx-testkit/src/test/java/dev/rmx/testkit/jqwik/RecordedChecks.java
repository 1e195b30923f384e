package dev.rmx.testkit.jqwik;

import dev.rmx.PublishedForm;
import dev.rmx.RecordedCheck;
import dev.rmx.RmxLimits;
import dev.rmx.RmxQuery;
import dev.rmx.RmxVerdict;
import dev.rmx.RmxVerifier;
import dev.rmx.SpfDecision;
import dev.rmx.codec.RmxFormatException;
import dev.rmx.codec.SpfText;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsAnswer.Failed;
import dev.rmx.dns.DnsData;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpPrefix;
import dev.rmx.spf.MacroString;
import dev.rmx.spf.SpfRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Recorded checks of every kind: of small worlds in which records match, and of any data at all. */
public final class RecordedChecks {
    private static final List<Instant> MOMENTS = List.of(
            Instant.parse("2026-11-01T12:00:00Z"),
            Instant.parse("2026-11-01T12:00:00.123456789Z"),
            Instant.EPOCH,
            Instant.MAX,
            Instant.MIN);
    private static final List<String> REASONS =
            List.of("", "192.0.2.53:53 sent nothing", "a \"quoted\" \\ word </script>", "r".repeat(300));

    private RecordedChecks() {}

    /** Checks by any forms in small worlds, most of them decided. */
    public static Arbitrary<RecordedCheck> ofWorlds() {
        return Arbitraries.oneOf(ofRmxWorlds(), ofSpfWorlds());
    }

    private static Arbitrary<RecordedCheck> ofRmxWorlds() {
        Arbitrary<RmxWorld> worlds = RmxWorld.worlds(RmxWorld.entries(), Arbitraries.of(RmxWorld.Choice.class));
        return Combinators.combine(worlds, verifiers(), Choices.rows(40)).as((world, verifier, row) -> {
            Choices from = Choices.from(row);
            Map<DnsQuestion, DnsAnswer> answers = new LinkedHashMap<>();
            world.answers().forEach((question, answer) -> answers.put(question, varied(answer, from)));
            return new RecordedCheck(verifier, world.query(), answers);
        });
    }

    private static Arbitrary<RecordedCheck> ofSpfWorlds() {
        return Combinators.combine(Choices.rows(160), Choices.rows(23), Choices.rows(40))
                .as((texts, choices, row) -> {
                    SpfWorld world = new SpfWorld(texts, choices);
                    Choices from = Choices.from(row);
                    RmxVerifier plain = from.oneIn(3) ? world.verifier().hearingDmpHelo() : world.verifier();
                    RmxVerifier verifier = from.oneIn(2) ? plain.explaining() : plain;
                    Map<DnsQuestion, DnsAnswer> answers = new LinkedHashMap<>();
                    verifier.check(world.query(), question -> {
                        DnsAnswer answer = varied(world.answer(question), from);
                        answers.put(question, answer);
                        return answer;
                    });
                    return new RecordedCheck(verifier, world.query(), answers);
                });
    }

    /** The answer with another state, or none. */
    private static DnsAnswer varied(DnsAnswer answer, Choices from) {
        Instant moment = MOMENTS.get(from.below(MOMENTS.size()));
        String reason = REASONS.get(from.below(REASONS.size()));
        int choice = from.below(8);
        if (choice == 7 || answer instanceof Failed) {
            Failed.Kind[] kinds = Failed.Kind.values();
            return new Failed(kinds[from.below(kinds.length)], reason, moment);
        }
        if (choice == 6 || answer instanceof DnsAnswer.Malformed) {
            return new DnsAnswer.Malformed(reason, moment, choice % 2 == 0, choice > 3);
        }
        return answer instanceof DnsAnswer.Found found
                ? new DnsAnswer.Found(found.data(), moment, choice % 2 == 1, choice == 5)
                : new DnsAnswer.Absent(moment, choice % 2 == 1, choice == 5);
    }

    private static Arbitrary<RmxVerifier> verifiers() {
        Arbitrary<List<PublishedForm>> forms = Arbitraries.shuffle(PublishedForm.values())
                .flatMap(all -> Arbitraries.integers().between(1, all.size()).map(count -> all.subList(0, count)));
        Arbitrary<RmxLimits> limits = Combinators.combine(
                        Arbitraries.integers().between(1, Integer.MAX_VALUE),
                        Arbitraries.integers().between(1, DnsData.MOST_NAMES),
                        Arbitraries.integers().between(0, RmxLimits.MOST_TERMS),
                        Arbitraries.integers().between(0, RmxLimits.MOST_VOIDS))
                .as(RmxLimits::new);
        Arbitrary<List<IpPrefix>> relays = AddressArbitraries.prefixes().list().ofMaxSize(2);
        Arbitrary<Boolean> either = Arbitraries.of(false, true);
        return Combinators.combine(forms, limits, relays, either, either).as((inOrder, within, trusted, exp, helo) -> {
            RmxVerifier plain = new RmxVerifier(inOrder, within, trusted);
            RmxVerifier explaining = exp ? plain.explaining() : plain;
            return helo ? explaining.hearingDmpHelo() : explaining;
        });
    }

    /** Checks with any query and any answers, whether or not they have to do with each other. */
    public static Arbitrary<RecordedCheck> ofAnything() {
        Arbitrary<Map<DnsQuestion, DnsAnswer>> answers = Combinators.combine(
                        Arbitraries.of(RecordType.class), NameArbitraries.names(), Choices.rows(6))
                .flatAs((type, name, row) -> data(type)
                        .map(data -> Map.entry(
                                new DnsQuestion(name, type),
                                varied(new DnsAnswer.Found(data, Instant.EPOCH, true), Choices.from(row)))))
                .list()
                .ofMaxSize(4)
                .map(entries -> {
                    Map<DnsQuestion, DnsAnswer> map = new LinkedHashMap<>();
                    entries.forEach(entry -> map.put(entry.getKey(), entry.getValue()));
                    return map;
                });
        return Combinators.combine(verifiers(), queries(), answers).as(RecordedCheck::new);
    }

    private static Arbitrary<RmxQuery> queries() {
        Arbitrary<Optional<String>> words =
                Arbitraries.strings().all().ofMaxLength(6).optional(0.7);
        return Combinators.combine(
                        QueryArbitraries.queries(),
                        words,
                        words,
                        Arbitraries.of(MOMENTS).optional(0.5))
                .as((query, helo, host, time) -> {
                    RmxQuery made = helo.map(query::withHelo).orElse(query);
                    made = host.map(made::withHost).orElse(made);
                    return time.map(made::withTime).orElse(made);
                });
    }

    private static Arbitrary<DnsData> data(RecordType type) {
        return switch (type) {
            case A, AAAA ->
                AddressArbitraries.addresses().list().ofMinSize(1).ofMaxSize(5).map(DnsData.Addresses::new);
            case PTR -> NameArbitraries.names().list().ofMinSize(1).ofMaxSize(4).map(DnsData.Names::new);
            case MX ->
                Combinators.combine(
                                Arbitraries.integers().between(0, 65_535),
                                NameArbitraries.names().edgeCases(cases -> cases.add(DomainName.ROOT)))
                        .as(DnsData.Exchange::new)
                        .list()
                        .ofMinSize(1)
                        .ofMaxSize(4)
                        .flatMap(list -> Arbitraries.integers()
                                .between(0, Integer.MAX_VALUE)
                                .map(records -> new DnsData.Exchanges(list, records)));
            case APL ->
                RecordArbitraries.aplRecords().list().ofMinSize(1).ofMaxSize(2).map(DnsData.PrefixLists::new);
            case RMX, RMX_TXT ->
                RecordArbitraries.records().list().ofMinSize(1).ofMaxSize(3).map(DnsData.RmxRecords::new);
            case SPF -> Choices.rows(60).map(row -> spf(SpfTexts.record(Choices.from(row))));
            case SPF_EXPLANATION ->
                Combinators.combine(
                                Arbitraries.strings().all().ofMaxLength(8).map(text -> text.replace("%", "")),
                                Choices.rows(2))
                        .as((text, row) -> new DnsData.SpfExplanation(explanation(
                                text + SpfTexts.explanation(Choices.from(row).below(256)) + text)));
            case DMP ->
                Combinators.combine(
                                Arbitraries.of(false, true), Arbitraries.of(false, true), Arbitraries.of(false, true))
                        .as(DnsData.Dmp::new);
        };
    }

    private static DnsData spf(String text) {
        try {
            return new DnsData.Spf(SpfText.parse(text));
        } catch (RmxFormatException malformed) {
            return new DnsData.Spf(new SpfRecord(List.of()));
        }
    }

    private static MacroString explanation(String text) {
        try {
            return SpfText.parseExplanation(text);
        } catch (RmxFormatException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** All that a verdict says. */
    public static List<Object> all(RmxVerdict verdict) {
        List<Object> all = new ArrayList<>(Arrays.asList(
                verdict.query(),
                verdict.result(),
                verdict.outcome(),
                verdict.mechanism(),
                verdict.entry(),
                verdict.form(),
                verdict.forms(),
                verdict.authenticated(),
                verdict.stale(),
                verdict.validUntil(),
                verdict.retryAfter(),
                verdict.authorizedAddresses(),
                verdict.failure(),
                verdict.failedQuestion(),
                verdict.reason(),
                verdict.toString(),
                verdict.spf().map(SpfDecision::toString)));
        verdict.spf()
                .ifPresent(spf -> all.addAll(Arrays.asList(
                        spf.result(), spf.terms(), spf.termsCounted(), spf.voidsCounted(), spf.explanation())));
        return all;
    }
}
