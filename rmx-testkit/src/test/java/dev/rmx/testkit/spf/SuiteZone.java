package dev.rmx.testkit.spf;

import dev.rmx.codec.RdataDecoder;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import dev.rmx.spf.MacroString;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The zone data of one scenario in the format of the OpenSPF suites. */
final class SuiteZone {
    private static final Instant UNTIL = Instant.parse("2030-01-01T00:00:00Z");
    private static final String TIMEOUT = "TIMEOUT";

    private final Map<DomainName, List<?>> records = new HashMap<>();

    SuiteZone(Map<?, ?> zoneData) {
        zoneData.forEach((name, entries) ->
                records.put(MacroString.nameOf(String.valueOf(name)).orElseThrow(), (List<?>) entries));
    }

    /** The answer to a question, decoded from RDATA as from a name server. */
    DnsAnswer answer(DnsQuestion question) {
        DomainName name = question.name();
        for (int aliases = 0; aliases < 16; aliases++) {
            List<?> entries = records.getOrDefault(name, List.of());
            List<byte[]> rdata = new ArrayList<>();
            DomainName alias = null;
            boolean failed = false;
            for (Object entry : entries) {
                if (TIMEOUT.equals(entry)) { // types that are not listed before it fail
                    failed = rdata.isEmpty();
                    break;
                }
                for (Map.Entry<?, ?> record : ((Map<?, ?>) Objects.requireNonNull(entry)).entrySet()) {
                    String type = type(record.getKey().toString(), entries);
                    if (record.getValue().equals(TIMEOUT)) {
                        failed |= type.equals(question.type().mnemonic());
                    } else if (type.equals(question.type().mnemonic())
                            && !record.getValue().equals("NONE")) {
                        rdata.add(rdata(type, record.getValue()));
                    } else if (type.equals("CNAME")) {
                        alias = name(record.getValue());
                    }
                }
            }
            if (failed) {
                return new DnsAnswer.Failed(DnsAnswer.Failed.Kind.TIMEOUT, "as the suite says");
            }
            if (!rdata.isEmpty()) {
                return RdataDecoder.decode(question.type(), rdata, UNTIL, false);
            }
            if (alias == null) {
                return new DnsAnswer.Absent(UNTIL, false);
            }
            name = alias;
        }
        return new DnsAnswer.Failed(DnsAnswer.Failed.Kind.UNUSABLE_RESPONSE, "too many aliases");
    }

    /** Records of type SPF stand for TXT where a name has no TXT. */
    private static String type(String type, List<?> entries) {
        boolean hasTxt = entries.stream().anyMatch(entry -> entry instanceof Map<?, ?> map && map.containsKey("TXT"));
        return type.equals("SPF") && !hasTxt ? "TXT" : type;
    }

    private static byte[] rdata(String type, Object value) {
        return switch (type) {
            case "A", "AAAA" -> IpAddress.parse(value.toString()).octets();
            case "TXT" -> strings(value instanceof List<?> list ? list : List.of(value));
            case "MX" -> {
                ByteArrayOutputStream octets = new ByteArrayOutputStream();
                int preference = Integer.parseInt(String.valueOf(((List<?>) value).get(0)));
                octets.write(preference >> 8);
                octets.write(preference);
                octets.writeBytes(
                        name(Objects.requireNonNull(((List<?>) value).get(1))).toWire());
                yield octets.toByteArray();
            }
            case "PTR" -> name(value).toWire();
            default -> throw new IllegalArgumentException("no check asks for " + type);
        };
    }

    private static DomainName name(Object text) {
        return text.equals("")
                ? DomainName.ROOT
                : MacroString.nameOf(text.toString()).orElseThrow();
    }

    private static byte[] strings(List<?> texts) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        for (Object text : texts) {
            byte[] string = String.valueOf(text).getBytes(StandardCharsets.ISO_8859_1);
            for (int at = 0; at < string.length; at += 255) {
                int length = Math.min(255, string.length - at);
                octets.write(length);
                octets.write(string, at, length);
            }
        }
        return octets.toByteArray();
    }
}
