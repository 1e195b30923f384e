package dev.rmx.resolver.dnsjava;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.xbill.DNS.Compression;
import org.xbill.DNS.DNSInput;
import org.xbill.DNS.DNSOutput;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Tokenizer;

/**
 * A record of a large set that is known to differ from all others in the set. When dnsjava adds a record to a set, it
 * compares it with every other by writing out both, which takes seconds for 4,000 addresses. Comparing these records is
 * cheap.
 */
final class DistinctRecord extends Record {
    private static final long serialVersionUID = 1L;

    private final transient Record original;
    private final byte[] canonical;

    private DistinctRecord(Record original, byte[] canonical, long ttl) {
        super(original.getName(), original.getType(), original.getDClass(), ttl);
        this.original = original;
        this.canonical = canonical;
    }

    /** Wraps the records of one set: without duplicates, in canonical order (RFC 4034 §6.3), with their lowest TTL. */
    static List<Record> of(List<Record> records) {
        long ttl = records.stream().mapToLong(Record::getTTL).min().orElse(0);
        List<DistinctRecord> sorted = new ArrayList<>(records.size());
        for (Record record : records) {
            sorted.add(new DistinctRecord(record, record.rdataToWireCanonical(), ttl));
        }
        sorted.sort(Comparator.comparing(record -> record.canonical, Arrays::compareUnsigned));
        List<Record> distinct = new ArrayList<>(records.size());
        byte[] last = null;
        for (DistinctRecord record : sorted) {
            if (last == null || !Arrays.equals(last, record.canonical)) {
                distinct.add(record);
            }
            last = record.canonical;
        }
        return distinct;
    }

    /** The wrapped record; any other record is returned as it is. */
    static Record original(Record record) {
        return record instanceof DistinctRecord distinct ? distinct.original : record;
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(canonical);
    }

    /** Defined only within one set, the only place where dnsjava sorts records. */
    @Override
    public int compareTo(Record other) {
        return other instanceof DistinctRecord distinct
                ? Arrays.compareUnsigned(canonical, distinct.canonical)
                : super.compareTo(other);
    }

    @Override
    protected void rrToWire(DNSOutput out, Compression compression, boolean canonically) {
        out.writeByteArray(canonical);
    }

    @Override
    protected String rrToString() {
        return original.rdataToString();
    }

    @Override
    protected void rrFromWire(DNSInput in) {
        throw new UnsupportedOperationException("made from another record only");
    }

    @Override
    protected void rdataFromString(Tokenizer tokens, Name origin) {
        throw new UnsupportedOperationException("made from another record only");
    }
}
