package dev.rmx.codec;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsData;
import dev.rmx.dns.RecordType;
import dev.rmx.record.AplItem;
import dev.rmx.record.AplRecord;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import dev.rmx.record.IpFamily;
import dev.rmx.record.IpPrefix;
import dev.rmx.record.RmxRecord;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decodes the RDATA of every type that a check asks for into a {@link DnsAnswer}. It works with any DNS library that
 * gives RDATA as octets.
 *
 * <p>All methods are safe to call from any thread.
 */
public final class RdataDecoder {
    private static final int APL_IPV4 = 1;
    private static final int APL_IPV6 = 2;
    private static final int APL_HEADER = 4;
    /** The top bit of the octet that holds the length of an item's address (RFC 3123 §4). */
    private static final int APL_NEGATED = 0x80;

    private RdataDecoder() {}

    /**
     * Decodes the records that answer one question.
     *
     * <p>RMX, RMX in TXT, SPF, and APL give {@link DnsAnswer.Malformed} if they are malformed, or over
     * {@link dev.rmx.RmxLimits#ENTRIES}, {@link dev.rmx.RmxLimits#APL_ITEMS} or
     * {@link dev.rmx.spf.SpfRecord#MAX_TERMS} ([TEXT-5], [WIRE-5], [LIM-4], [SPF-1]). TXT without a record of the form
     * asked for gives {@link DnsAnswer.Absent} ([TXT-2]).
     *
     * @param type the type of the records
     * @param rdata the octets of one or more records, without compressed names; not changed
     * @param validUntil when the lowest TTL used expires
     * @param authenticated whether DNSSEC validation succeeded for all of it
     * @return the answer
     * @throws IllegalArgumentException if there is no record, or an A, AAAA, MX or PTR record is malformed
     */
    public static DnsAnswer.Known decode(
            RecordType type, Collection<byte[]> rdata, Instant validUntil, boolean authenticated) {
        if (rdata.isEmpty()) {
            throw new IllegalArgumentException("an answer without records is DnsAnswer.Absent");
        }
        return switch (type) {
            case A -> found(new DnsData.Addresses(addresses(rdata, IpFamily.IPV4)), validUntil, authenticated);
            case AAAA -> found(new DnsData.Addresses(addresses(rdata, IpFamily.IPV6)), validUntil, authenticated);
            case MX ->
                found(
                        new DnsData.Exchanges(
                                rdata.stream().map(RdataDecoder::exchange).toList()),
                        validUntil,
                        authenticated);
            case PTR ->
                found(new DnsData.Names(rdata.stream().map(DomainName::fromWire).toList()), validUntil, authenticated);
            case APL, RMX, RMX_TXT, SPF, SPF_EXPLANATION, DMP -> published(type, rdata, validUntil, authenticated);
        };
    }

    private static DnsAnswer.Known found(DnsData data, Instant validUntil, boolean authenticated) {
        return new DnsAnswer.Found(data, validUntil, authenticated);
    }

    /** Data that a domain publishes only for checks: if it is malformed, asking again does not help. */
    private static DnsAnswer.Known published(
            RecordType type, Collection<byte[]> rdata, Instant validUntil, boolean authenticated) {
        try {
            Optional<? extends DnsData> data = switch (type) {
                case APL -> Optional.of(new DnsData.PrefixLists(lists(rdata)));
                case SPF -> TxtData.spf(texts(rdata));
                case SPF_EXPLANATION -> TxtData.explanation(texts(rdata));
                case DMP -> TxtData.dmp(texts(rdata));
                default -> rmx(type, rdata);
            };
            return data.isEmpty()
                    ? new DnsAnswer.Absent(validUntil, authenticated) // [TXT-2]
                    : found(data.get(), validUntil, authenticated);
        } catch (RmxFormatException | IllegalArgumentException e) {
            return new DnsAnswer.Malformed(String.valueOf(e.getMessage()), validUntil, authenticated);
        }
    }

    private static Optional<DnsData> rmx(RecordType type, Collection<byte[]> rdata) throws RmxFormatException {
        List<RmxRecord> records = new ArrayList<>(rdata.size());
        for (byte[] octets : rdata) {
            if (type == RecordType.RMX) {
                records.add(RmxWire.decode(octets));
            } else {
                RmxTxt.decode(strings(octets)).ifPresent(records::add);
            }
        }
        return records.isEmpty() ? Optional.empty() : Optional.of(new DnsData.RmxRecords(records));
    }

    /** The joined text of each TXT record, each record once (RFC 2181 §5). One character stands for one octet. */
    private static List<String> texts(Collection<byte[]> rdata) {
        Map<ByteBuffer, String> texts = new LinkedHashMap<>(); // [SPF-1] two that differ in their cut only are two
        for (byte[] octets : rdata) {
            StringBuilder text = new StringBuilder(octets.length);
            for (byte[] string : strings(octets)) {
                text.append(new String(string, StandardCharsets.ISO_8859_1));
            }
            texts.put(ByteBuffer.wrap(octets), text.toString());
        }
        return List.copyOf(texts.values());
    }

    private static List<IpAddress> addresses(Collection<byte[]> rdata, IpFamily family) {
        List<IpAddress> addresses = new ArrayList<>(rdata.size());
        for (byte[] octets : rdata) {
            if (8 * octets.length != family.bits()) {
                throw new IllegalArgumentException(
                        "an address has " + family.bits() / 8 + " octets, not " + octets.length);
            }
            addresses.add(IpAddress.of(octets));
        }
        return addresses;
    }

    /** RFC 1035 §3.3.9. */
    private static DnsData.Exchange exchange(byte[] octets) {
        if (octets.length < 3) {
            throw new IllegalArgumentException("MX data has a preference and a name, not " + octets.length + " octets");
        }
        int preference = (octets[0] & 0xff) << 8 | (octets[1] & 0xff);
        return new DnsData.Exchange(preference, DomainName.fromWire(Arrays.copyOfRange(octets, 2, octets.length)));
    }

    /** RFC 1035 §3.3.14. */
    private static List<byte[]> strings(byte[] octets) {
        List<byte[]> strings = new ArrayList<>();
        int at = 0;
        while (at < octets.length) {
            int end = at + 1 + (octets[at] & 0xff);
            if (end > octets.length) {
                throw new IllegalArgumentException("a character-string is cut off at octet " + at);
            }
            strings.add(Arrays.copyOfRange(octets, at + 1, end));
            at = end;
        }
        return strings;
    }

    private static List<AplRecord> lists(Collection<byte[]> rdata) {
        List<AplRecord> lists = new ArrayList<>(rdata.size());
        for (byte[] octets : rdata) {
            lists.add(list(octets));
        }
        return lists;
    }

    /** RFC 3123 §4. Skips items of unknown families ([ENT-apl]). */
    private static AplRecord list(byte[] octets) {
        List<AplItem> items = new ArrayList<>();
        int at = 0;
        while (at < octets.length) {
            if (octets.length - at < APL_HEADER) {
                throw new IllegalArgumentException("an APL item is cut off at octet " + at);
            }
            int family = (octets[at] & 0xff) << 8 | (octets[at + 1] & 0xff);
            int prefix = octets[at + 2] & 0xff;
            int length = octets[at + 3] & 0x7f;
            boolean negated = (octets[at + 3] & APL_NEGATED) != 0;
            int from = at + APL_HEADER;
            at = from + length;
            if (at > octets.length) {
                throw new IllegalArgumentException("the address of an APL item is cut off at octet " + from);
            }
            if (family == APL_IPV4 || family == APL_IPV6) { // [ENT-apl]
                byte[] address = new byte[family == APL_IPV4 ? 4 : 16];
                if (length > address.length) {
                    throw new IllegalArgumentException("an APL item of family " + family + " has at most "
                            + address.length + " octets of address, not " + length + " at octet " + from);
                }
                System.arraycopy(octets, from, address, 0, length);
                items.add(new AplItem(negated, new IpPrefix(IpAddress.of(address), prefix)));
            }
        }
        return new AplRecord(items);
    }
}
