package dev.rmx.testkit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.DNSOutput;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/**
 * Encodes a response whose owner names have the other case than the question. dnsjava would compress an owner to a
 * pointer to the question, whatever its case; so the records are written without compression.
 */
final class OtherCase {
    private static final int[] SECTIONS = {Section.ANSWER, Section.AUTHORITY};

    private OtherCase() {}

    static byte[] of(Message response) {
        List<byte[]> records = new ArrayList<>();
        for (int section : SECTIONS) {
            for (Record record : response.getSection(section)) {
                records.add(record.withName(swapped(record.getName())).toWire(section));
            }
        }
        DNSOutput out = new DNSOutput();
        out.writeByteArray(response.getHeader().toWire()); // includes the section counts
        for (Record question : response.getSection(Section.QUESTION)) {
            out.writeByteArray(question.toWire(Section.QUESTION));
        }
        records.forEach(out::writeByteArray);
        return out.toByteArray();
    }

    /** Swaps the case of every letter. The length octets of labels (at most 63) are below all letters. */
    private static Name swapped(Name name) {
        byte[] octets = name.toWire();
        for (int i = 0; i < octets.length; i++) {
            boolean letter = (octets[i] >= 'a' && octets[i] <= 'z') || (octets[i] >= 'A' && octets[i] <= 'Z');
            octets[i] = (byte) (letter ? octets[i] ^ 0x20 : octets[i]);
        }
        try {
            return new Name(octets);
        } catch (IOException e) {
            throw new IllegalArgumentException("not a name: " + name, e);
        }
    }
}
