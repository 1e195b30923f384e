package dev.rmx.testkit.junit;

import dev.rmx.codec.RmxFormatException;
import dev.rmx.codec.RmxTxt;
import dev.rmx.codec.RmxWire;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsData;
import dev.rmx.dns.RecordType;
import dev.rmx.record.AplItem;
import dev.rmx.record.AplRecord;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import dev.rmx.record.IpPrefix;
import dev.rmx.record.RmxRecord;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/** What a set of records comes to, for a DNS library that hands out their RDATA as octets, names uncompressed. */
final class RdataDecoder {
    private RdataDecoder() {}

    /** RMX that breaks its format is malformed, in either form; at other octets out of order this throws a runtime exception. */
    static DnsAnswer decode(RecordType type, Collection<byte[]> rdata, Instant validUntil) {
        try {
            List<RmxRecord> rmx = rmx(type, rdata);
            if (type == RecordType.TXT && rmx.isEmpty()) {
                return new DnsAnswer.Absent(validUntil, false); // [TXT-2]
            }
            DnsData data = switch (type) {
                case A, AAAA -> new DnsData.Addresses(each(rdata, in -> IpAddress.of(rest(in))));
                case APL -> new DnsData.PrefixLists(each(rdata, RdataDecoder::apl));
                case MX -> new DnsData.Exchanges(each(rdata, RdataDecoder::exchange));
                case PTR -> new DnsData.Names(each(rdata, in -> DomainName.fromWire(rest(in))));
                case RMX, TXT -> new DnsData.RmxRecords(rmx);
            };
            return new DnsAnswer.Found(data, validUntil, false);
        } catch (RmxFormatException e) {
            return new DnsAnswer.Malformed(String.valueOf(e.getMessage()), validUntil, false);
        }
    }

    private static List<RmxRecord> rmx(RecordType type, Collection<byte[]> rdata) throws RmxFormatException {
        List<RmxRecord> records = new ArrayList<>();
        for (byte[] octets : rdata) {
            if (type == RecordType.RMX) {
                records.add(RmxWire.decode(octets));
            } else if (type == RecordType.TXT) {
                RmxTxt.decode(strings(ByteBuffer.wrap(octets))).ifPresent(records::add);
            }
        }
        return records;
    }

    private static <T> List<T> each(Collection<byte[]> rdata, Function<ByteBuffer, T> decoder) {
        return rdata.stream()
                .map(octets -> decoder.apply(ByteBuffer.wrap(octets)))
                .toList();
    }

    private static byte[] rest(ByteBuffer in) {
        byte[] octets = new byte[in.remaining()];
        in.get(octets);
        return octets;
    }

    private static DnsData.Exchange exchange(ByteBuffer in) {
        return new DnsData.Exchange(in.getShort() & 0xffff, DomainName.fromWire(rest(in)));
    }

    private static List<byte[]> strings(ByteBuffer in) {
        List<byte[]> strings = new ArrayList<>();
        while (in.hasRemaining()) {
            byte[] string = new byte[in.get() & 0xff];
            in.get(string);
            strings.add(string);
        }
        return strings;
    }

    /** RFC 3123 §4; items of unknown families are passed over ([ENT-apl]). */
    private static AplRecord apl(ByteBuffer in) {
        List<AplItem> items = new ArrayList<>();
        while (in.hasRemaining()) {
            int family = in.getShort();
            int prefix = in.get() & 0xff;
            int length = in.get(); // its sign is the negation flag
            byte[] address = new byte[family == 1 ? 4 : family == 2 ? 16 : 127];
            in.get(address, 0, length & 0x7f);
            if (family == 1 || family == 2) {
                items.add(new AplItem(length < 0, new IpPrefix(IpAddress.of(address), prefix)));
            }
        }
        return new AplRecord(items);
    }
}
