package dev.rmx.resolver;

import dev.rmx.PublishedForm;
import dev.rmx.codec.RmxFormatException;
import dev.rmx.codec.RmxTxt;
import dev.rmx.codec.RmxWire;
import dev.rmx.dns.DnsData;
import dev.rmx.record.DomainName;
import dev.rmx.record.RmxRecord;

/** How many octets a response has that holds a domain's records. */
final class ResponseSize {
    /** What fits into a datagram on nearly every path. */
    static final int LARGEST = 1_232;

    private static final int HEADER = 12;
    private static final int QUESTION = 4;
    /** Of a record: a pointer to its name, type, class, TTL and the length of its data. */
    private static final int RECORD = 12;

    private static final int OPT = 11;

    private ResponseSize() {}

    /** The octets of the smallest response with these records. */
    static int of(DomainName domain, PublishedForm form, DnsData data) {
        int size = HEADER + domain.wireLength() + QUESTION + OPT;
        if (data instanceof DnsData.RmxRecords rmx) {
            for (RmxRecord record : rmx.records()) {
                size += RECORD + octets(form, record);
            }
        } else if (data instanceof DnsData.Spf spf) {
            int length = spf.record().toString().length();
            size += RECORD + length + length / 255 + 1;
        }
        return size;
    }

    private static int octets(PublishedForm form, RmxRecord record) {
        try {
            return form == PublishedForm.RMX
                    ? RmxWire.encode(record).length
                    : RmxTxt.encode(record).stream()
                            .mapToInt(string -> string.length + 1)
                            .sum();
        } catch (RmxFormatException e) {
            return RmxWire.MAX_RDATA; // canonical text can be longer than what was published
        }
    }
}
