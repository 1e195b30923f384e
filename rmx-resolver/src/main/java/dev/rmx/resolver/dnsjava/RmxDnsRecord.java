package dev.rmx.resolver.dnsjava;

import dev.rmx.codec.GenericRdata;
import dev.rmx.codec.RmxFormatException;
import dev.rmx.codec.RmxText;
import dev.rmx.codec.RmxWire;
import dev.rmx.record.RmxRecord;
import java.io.IOException;
import java.util.StringJoiner;
import org.xbill.DNS.Compression;
import org.xbill.DNS.DNSInput;
import org.xbill.DNS.DNSOutput;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Tokenizer;
import org.xbill.DNS.Type;

/**
 * An RMX record for dnsjava. After {@link #register}, dnsjava parses RMX lines of master files in the draft's syntax,
 * and parses RMX records in messages as this class. {@link DnsjavaResolver} does not need the registration.
 *
 * <p>A record from the wire is kept even if it is malformed: one bad record must not make the whole message unreadable.
 * {@link #rmx} throws then.
 */
public final class RmxDnsRecord extends Record {
    private static final long serialVersionUID = 1L;

    /** The type number registered with dnsjava; 0 if none. Guarded by the class. */
    private static int registered;

    /** The RDATA as on the wire. */
    private byte[] rdata = {};

    /** For dnsjava, which makes an empty record and then reads the data. */
    private RmxDnsRecord() {}

    /**
     * Makes a record for a zone or a message.
     *
     * @param name the owner; absolute
     * @param type the type's number
     * @param dclass the class, as in {@link org.xbill.DNS.DClass}
     * @param ttl the TTL, in seconds
     * @param record the data
     * @throws RmxFormatException if the data is over 65,535 octets
     */
    public RmxDnsRecord(Name name, int type, int dclass, long ttl, RmxRecord record) throws RmxFormatException {
        super(name, type, dclass, ttl);
        this.rdata = RmxWire.encode(record);
    }

    /**
     * Registers RMX with dnsjava as type {@link RmxWire#DEFAULT_TYPE}, for the whole process. May be called more than
     * once.
     */
    public static void register() {
        register(RmxWire.DEFAULT_TYPE);
    }

    /**
     * Registers RMX with dnsjava under a type number, for the whole process.
     *
     * @param type the type's number, 1 to 65535
     */
    public static synchronized void register(int type) {
        if (registered != type) { // dnsjava removes a type before it adds it again, visible to other threads
            Type.register(type, "RMX", RmxDnsRecord::new);
            registered = type;
        }
    }

    /**
     * Decodes the data.
     *
     * @return the RMX record
     * @throws RmxFormatException if the data is malformed
     */
    public RmxRecord rmx() throws RmxFormatException {
        return RmxWire.decode(rdata);
    }

    @Override
    protected void rrFromWire(DNSInput in) {
        rdata = in.readByteArray();
    }

    @Override
    protected void rrToWire(DNSOutput out, Compression compression, boolean canonical) {
        out.writeByteArray(rdata);
    }

    @Override
    protected void rdataFromString(Tokenizer tokens, Name origin) throws IOException {
        StringJoiner text = new StringJoiner(" ");
        Tokenizer.Token token = tokens.get();
        while (token.isString()) {
            text.add(token.value());
            token = tokens.get();
        }
        tokens.unget();
        try {
            rdata = RmxWire.encode(RmxText.parse(text.toString()));
        } catch (RmxFormatException e) {
            throw tokens.exception(String.valueOf(e.getMessage()));
        }
    }

    /** The canonical text; the generic form of RFC 3597 if the data is malformed. */
    @Override
    protected String rrToString() {
        try {
            return RmxText.format(rmx());
        } catch (RmxFormatException e) {
            return GenericRdata.format(rdata);
        }
    }
}
