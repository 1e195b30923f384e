package dev.rmx.resolver.dnsjava;

import dev.rmx.codec.RmxFormatException;
import dev.rmx.codec.RmxTxt;
import dev.rmx.codec.RmxWire;
import dev.rmx.dns.DnsData;
import dev.rmx.dns.RecordType;
import dev.rmx.record.AplItem;
import dev.rmx.record.AplRecord;
import dev.rmx.record.IpAddress;
import dev.rmx.record.IpPrefix;
import dev.rmx.record.RmxRecord;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.xbill.DNS.APLRecord;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.TXTRecord;

/** Turns the records of one set into typed data. */
final class RecordDecoder {
    private RecordDecoder() {}

    /**
     * The data of a record set.
     *
     * @param records one or more records of the type asked for
     * @return the data; empty if these are TXT records of which none is RMX ([TXT-2])
     * @throws RmxFormatException if one of them is malformed RMX
     */
    static Optional<DnsData> decode(RecordType type, List<Record> records) throws RmxFormatException {
        return switch (type) {
            // the octets, and not Java's addresses, which turn an IPv4-mapped one into IPv4
            case A, AAAA ->
                Optional.of(
                        new DnsData.Addresses(each(records, record -> IpAddress.of(record.rdataToWireCanonical()))));
            case APL -> Optional.of(new DnsData.PrefixLists(each(records, record -> apl((APLRecord) record))));
            case MX -> Optional.of(new DnsData.Exchanges(each(records, record -> exchange((MXRecord) record))));
            case PTR ->
                Optional.of(new DnsData.Names(
                        each(records, record -> DnsjavaNames.fromName(((PTRRecord) record).getTarget()))));
            case RMX -> Optional.of(new DnsData.RmxRecords(rmx(records)));
            case TXT -> txt(records);
        };
    }

    private static <T> List<T> each(List<Record> records, Function<Record, T> decoder) {
        return records.stream().map(decoder).toList();
    }

    /** Items of unknown address families are ignored ([ENT-apl]). */
    private static AplRecord apl(APLRecord record) {
        List<AplItem> items = new ArrayList<>();
        for (APLRecord.Element element : record.getElements()) {
            if (element.address instanceof InetAddress address) {
                items.add(new AplItem(element.negative, new IpPrefix(IpAddress.of(address), element.prefixLength)));
            }
        }
        return new AplRecord(items);
    }

    private static DnsData.Exchange exchange(MXRecord record) {
        return new DnsData.Exchange(record.getPriority(), DnsjavaNames.fromName(record.getTarget()));
    }

    private static List<RmxRecord> rmx(List<Record> records) throws RmxFormatException {
        List<RmxRecord> decoded = new ArrayList<>();
        for (Record record : records) {
            decoded.add(RmxWire.decode(record.rdataToWireCanonical()));
        }
        return decoded;
    }

    private static Optional<DnsData> txt(List<Record> records) throws RmxFormatException {
        List<RmxRecord> decoded = new ArrayList<>();
        for (Record record : records) {
            RmxTxt.decode(((TXTRecord) record).getStringsAsByteArrays()).ifPresent(decoded::add);
        }
        return decoded.isEmpty() ? Optional.empty() : Optional.of(new DnsData.RmxRecords(decoded));
    }
}
