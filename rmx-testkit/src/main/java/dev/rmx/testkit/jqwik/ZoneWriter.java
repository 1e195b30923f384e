package dev.rmx.testkit.jqwik;

import dev.rmx.codec.RmxFormatException;
import dev.rmx.codec.RmxTxt;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsData;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.record.RmxRecord;
import dev.rmx.testkit.RmxZone;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes answers as a zone that gives them. */
final class ZoneWriter {
    private ZoneWriter() {}

    static RmxZone zone(Map<DnsQuestion, DnsAnswer> answers, List<DnsQuestion> questions) {
        StringBuilder text = new StringBuilder();
        for (DnsQuestion question : questions) {
            if (answers.get(question) instanceof DnsAnswer.Found found) {
                rdata(question.type(), found.data()).forEach(one -> line(text, question, one));
            } else if (isBad(question, answers.get(question))) {
                line(text, question, question.type() == RecordType.RMX ? "\\# 1 ff" : "\"ipv4:bad\"");
            }
        }
        RmxZone zone = RmxZone.parse(text.toString());
        for (DnsQuestion question : questions) {
            DnsAnswer answer = answers.get(question);
            boolean isKnown = answer instanceof DnsAnswer.Found || answer instanceof DnsAnswer.Absent;
            if (!isKnown && !isBad(question, answer)) {
                zone = zone.failing(question.name(), Optional.of(question.type()));
            }
        }
        return zone;
    }

    /** Whether the answer is malformed, of a type whose records a zone can hold in bad form. */
    private static boolean isBad(DnsQuestion question, @Nullable DnsAnswer answer) {
        return answer instanceof DnsAnswer.Malformed
                && (question.type() == RecordType.RMX || question.type() == RecordType.RMX_TXT);
    }

    private static void line(StringBuilder text, DnsQuestion question, String rdata) {
        text.append(question.name())
                .append(". IN ")
                .append(question.type().mnemonic())
                .append(' ');
        text.append(rdata).append('\n');
    }

    private static List<String> rdata(RecordType type, DnsData data) {
        if (data instanceof DnsData.Addresses addresses) {
            return addresses.addresses().stream().map(Object::toString).toList();
        }
        if (data instanceof DnsData.Names names) {
            return names.names().stream().map(name -> name + ".").toList();
        }
        if (data instanceof DnsData.Exchanges exchanges) {
            return exchanges.exchanges().stream()
                    .map(exchange -> exchange.preference() + " " + exchange.host()
                            + (exchange.host().isRoot() ? "" : "."))
                    .toList();
        }
        if (data instanceof DnsData.PrefixLists lists) {
            return lists.lists().stream()
                    .map(list -> list.items().stream().map(Object::toString).collect(Collectors.joining(" ")))
                    .toList();
        }
        List<RmxRecord> records = ((DnsData.RmxRecords) data).records();
        return type == RecordType.RMX_TXT
                ? records.stream()
                        .filter(record -> !record.entries().isEmpty()) // TXT cannot express a record without entries
                        .map(ZoneWriter::txt)
                        .toList()
                : records.stream()
                        .map(record -> record.entries().isEmpty() ? "\\# 0" : record.toString())
                        .toList();
    }

    private static String txt(RmxRecord record) {
        try {
            return RmxTxt.encode(record).stream()
                    .map(string -> new String(string, StandardCharsets.US_ASCII))
                    .map(string -> "\"" + string.replace("\\", "\\\\") + "\"")
                    .collect(Collectors.joining(" "));
        } catch (RmxFormatException e) {
            throw new IllegalArgumentException("a record of a small world must fit in TXT", e);
        }
    }
}
