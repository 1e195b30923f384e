package dev.rmx.testkit.conformance;

import dev.rmx.PublishedForm;
import dev.rmx.RmxLimits;
import dev.rmx.RmxQuery;
import dev.rmx.RmxStep;
import dev.rmx.RmxVerdict;
import dev.rmx.RmxVerifier;
import dev.rmx.SpfDecision;
import dev.rmx.codec.GenericRdata;
import dev.rmx.codec.RmxFormatException;
import dev.rmx.codec.RmxText;
import dev.rmx.codec.RmxTxt;
import dev.rmx.codec.RmxWire;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.receive.EnvelopeSender;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import dev.rmx.record.IpPrefix;
import dev.rmx.record.RmxRecord;
import dev.rmx.resolver.RmxResolver;
import dev.rmx.spf.SpfResult;
import dev.rmx.testkit.RmxZone;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.xbill.DNS.Rcode;

/** Runs vectors against this library. */
final class ThisLibrary implements RmxImplementation {
    @Override
    public ConformanceVector.Decoded decode(ConformanceVector.Codec vector) {
        String input = vector.input().get(0);
        try {
            Optional<RmxRecord> record = switch (vector.format()) {
                case TEXT -> Optional.of(RmxText.parse(input));
                case WIRE -> Optional.of(RmxWire.decode(HexFormat.of().parseHex(input)));
                case GENERIC -> Optional.of(RmxWire.decode(GenericRdata.parse(input)));
                case TXT ->
                    RmxTxt.decode(vector.input().stream()
                            .map(string -> string.getBytes(StandardCharsets.ISO_8859_1))
                            .toList());
            };
            if (record.isEmpty()) {
                return new ConformanceVector.Decoded(null, null, null, true);
            }
            String rdata = HexFormat.of().formatHex(RmxWire.encode(record.get()));
            return new ConformanceVector.Decoded(RmxText.format(record.get()), rdata, null, false);
        } catch (RmxFormatException e) {
            return new ConformanceVector.Decoded(null, null, e.offset(), false);
        }
    }

    @Override
    public ConformanceVector.Subject subject(ConformanceVector.Sender vector) {
        EnvelopeSender sender = EnvelopeSender.parse(vector.mailFrom()).withHelo(vector.helo());
        return new ConformanceVector.Subject(
                sender.subject().map(DomainName::toString).orElse(null),
                sender.localPart().orElse(null));
    }

    @Override
    public ConformanceVector.Verdict verdict(ConformanceVector.Evaluation vector) {
        IpAddress client;
        try {
            client = IpAddress.parse(vector.client());
        } catch (IllegalArgumentException refused) {
            return ConformanceVector.Verdict.REFUSED;
        }
        List<IpPrefix> relays =
                vector.trustedRelays().stream().map(IpPrefix::parse).toList();
        try (RmxResolver resolver = zone(vector).resolver()) {
            RmxVerifier verifier = new RmxVerifier(vector.forms(), RmxLimits.DEFAULT, relays);
            return drive(vector.explain() ? verifier.explaining() : verifier, query(vector, client), resolver);
        }
    }

    private static RmxQuery query(ConformanceVector.Evaluation vector, IpAddress client) {
        EnvelopeSender sender = EnvelopeSender.parse(vector.mailFrom());
        RmxQuery query = (vector.helo().isEmpty() ? sender : sender.withHelo(vector.helo())).from(client);
        query = vector.host() == null ? query : query.withHost(vector.host());
        return vector.time() == null ? query : query.withTime(Instant.ofEpochSecond(vector.time()));
    }

    /** Evaluates and asks in turn, and answers every question of a round before the next evaluation. */
    private static ConformanceVector.Verdict drive(RmxVerifier verifier, RmxQuery query, RmxResolver resolver) {
        Map<DnsQuestion, DnsAnswer> answers = new HashMap<>();
        List<Set<String>> asks = new ArrayList<>();
        while (true) {
            RmxStep step = verifier.evaluate(query, answers);
            if (step instanceof RmxVerdict verdict) {
                return result(verdict, asks);
            }
            Set<String> round = new TreeSet<>();
            for (DnsQuestion question : ((RmxStep.Needs) step).questions()) {
                round.add(question.toString());
                answers.put(question, resolver.resolve(question).join());
            }
            asks.add(round);
        }
    }

    private static ConformanceVector.Verdict result(RmxVerdict verdict, List<Set<String>> asks) {
        boolean unpublished = verdict.form().isEmpty() && verdict.forms().contains(PublishedForm.SPF);
        Optional<SpfResult> word =
                unpublished ? Optional.of(SpfResult.NONE) : verdict.spf().flatMap(SpfDecision::result);
        Optional<SpfDecision> counted = verdict.spf()
                .filter(spf -> spf.result()
                        .filter(result -> result != SpfResult.TEMPERROR)
                        .isPresent());
        return new ConformanceVector.Verdict(
                verdict.result().toString(),
                verdict.outcome().toString(),
                verdict.mechanism().orElse(null),
                verdict.form().map(PublishedForm::toString).orElse(null),
                word.map(SpfResult::toString).orElse(null),
                counted.map(SpfDecision::termsCounted).orElse(null),
                counted.map(SpfDecision::voidsCounted).orElse(null),
                verdict.spf().flatMap(SpfDecision::explanation).orElse(null),
                asks,
                false);
    }

    private static RmxZone zone(ConformanceVector.Evaluation vector) {
        StringBuilder text = new StringBuilder();
        vector.zone()
                .forEach((nameAndType, rdata) -> rdata.forEach(one -> text.append(nameAndType.replace(" ", " IN "))
                        .append(' ')
                        .append(one)
                        .append('\n')));
        RmxZone zone = RmxZone.parse(text.toString());
        for (Map.Entry<String, ConformanceVector.ResponseCode> fail :
                vector.fails().entrySet()) {
            String[] nameAndType = fail.getKey().split(" ", 2);
            zone = zone.failing(
                    DomainName.parse(nameAndType[0]),
                    Optional.of(RecordType.ofMnemonic(nameAndType[1]).orElseThrow()),
                    Rcode.value(fail.getValue().name()));
        }
        return zone;
    }
}
