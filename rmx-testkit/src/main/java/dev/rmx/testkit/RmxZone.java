package dev.rmx.testkit;

import dev.rmx.dns.RecordType;
import dev.rmx.record.DomainName;
import dev.rmx.resolver.RmxResolver;
import dev.rmx.resolver.dnsjava.DnsjavaResolver;
import dev.rmx.resolver.dnsjava.RmxDnsRecord;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Master;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * DNS data held in memory, read from master-file text (RFC 1035 §5) in which RMX lines stand as the draft writes them:
 *
 * <pre>{@code
 * RmxZone zone = RmxZone.parse("""
 *     danisch.de.          IN RMX apl:relays.rackland.de
 *     relays.rackland.de.  IN APL 1:213.133.101.23/32
 *     """);
 * RmxChecker checker = RmxChecker.builder(zone.resolver()).build();
 * }</pre>
 *
 * <p>The text is all of DNS. It can hold several zones; SOA records are optional; a name that is not in it does not
 * exist. Wildcards and empty non-terminals work as in RFC 4592. The default TTL is an hour.
 *
 * <p>Parsing a zone registers the RMX type with dnsjava ({@link RmxDnsRecord#register()}). Immutable and thread-safe.
 */
public final class RmxZone {
    private static final long DEFAULT_TTL = 3600;

    /** dnsjava's file name for text that is not from a file. */
    private static final String UNNAMED = "<none>";

    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

    /** The SOA record of a negative answer where the text has none: negative TTL of five minutes. */
    private static final SOARecord NO_AUTHORITY =
            new SOARecord(Name.root, DClass.IN, 300, Name.root, Name.root, 1, 300, 300, 300, 300);

    private final ZoneTree tree;
    private final List<Failure> failures;

    /** Lookups of one type, or of every type if empty, that fail. */
    private record Failure(Name name, Optional<RecordType> type, int rcode) {
        boolean concerns(Name asked, int typeNumber) {
            return name.equals(asked)
                    && (type.isEmpty() || Type.value(type.get().mnemonic()) == typeNumber);
        }
    }

    private RmxZone(ZoneTree tree, List<Failure> failures) {
        this.tree = tree;
        this.failures = failures;
    }

    /**
     * Reads zones from text.
     *
     * @param masterFile lines of a master file; {@code $INCLUDE} is refused; a byte order mark at the beginning is
     *     skipped
     * @return the zones
     * @throws IllegalArgumentException if a line cannot be read; the message gives its number
     */
    public static RmxZone parse(String masterFile) {
        String lines = masterFile.startsWith("\uFEFF") ? masterFile.substring(1) : masterFile;
        ByteArrayInputStream text = new ByteArrayInputStream(lines.getBytes(StandardCharsets.ISO_8859_1));
        RmxDnsRecord.register();
        try (Master master = new Master(text, Name.root, DEFAULT_TTL)) {
            master.disableIncludes(true);
            return new RmxZone(ZoneTree.read(master), List.of());
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot read the zone: " + withLine(e, UNNAMED), e);
        }
    }

    /**
     * Reads zones from a file. A byte order mark at the beginning is skipped.
     *
     * @param file a master file
     * @return the zones
     * @throws FileSystemException if the file cannot be opened or is a directory
     * @throws IOException if the file or one of its lines cannot be read; the message names both
     */
    public static RmxZone read(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new FileSystemException(file.toString(), null, "it is a directory");
        }
        RmxDnsRecord.register();
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            in.mark(BYTE_ORDER_MARK.length);
            boolean marked = Arrays.equals(in.readNBytes(BYTE_ORDER_MARK.length), BYTE_ORDER_MARK);
            if (!marked) {
                in.reset();
            }
            return read(file, in, !marked && Files.isRegularFile(file));
        }
    }

    /** Opened by name, the file can include others relative to it; as a stream it cannot. */
    private static RmxZone read(Path file, InputStream in, boolean byName) throws IOException {
        try (Master master =
                byName ? new Master(file.toString(), Name.root, DEFAULT_TTL) : new Master(in, Name.root, DEFAULT_TTL)) {
            return new RmxZone(ZoneTree.read(master), List.of());
        } catch (IOException e) {
            throw new IOException(file + ": " + withLine(e, byName ? String.valueOf(file.getFileName()) : UNNAMED), e);
        }
    }

    /** Turns dnsjava's "FILE:7: what" into "line 7: what", and some of its phrases into plain words. */
    private static String withLine(IOException e, String file) {
        String message = String.valueOf(e.getMessage())
                .replaceFirst("unexpected tokens at .*, got <\\w+: (.*)>\\)$", "the record should end before $1");
        return message.startsWith(file + ":") ? "line " + message.substring(file.length() + 1) : message;
    }

    /**
     * These zones with failing lookups, as if the name's server were down.
     *
     * @param name lookups that reach this name fail, directly or through a CNAME
     * @param type the type whose lookups fail; empty for every type
     * @return the zones with the failure added
     */
    public RmxZone failing(DomainName name, Optional<RecordType> type) {
        return failing(name, type, Rcode.SERVFAIL);
    }

    /**
     * These zones with lookups that the server answers with the given response code and no data.
     *
     * @param name lookups that reach this name fail, directly or through a CNAME
     * @param type the type whose lookups fail; empty for every type
     * @param rcode the response code, 1 to 15, such as {@link Rcode#NOTIMP}
     * @return the zones with the failure added
     * @throws IllegalArgumentException if the response code is out of range
     */
    public RmxZone failing(DomainName name, Optional<RecordType> type, int rcode) {
        if (rcode < 1 || rcode > 15) {
            throw new IllegalArgumentException("the response code of a failure must be 1 to 15, not " + rcode);
        }
        List<Failure> more = new ArrayList<>(failures);
        try {
            more.add(new Failure(new Name(name.toWire()), type, rcode));
        } catch (IOException e) {
            throw new IllegalArgumentException("not a name: " + name, e);
        }
        return new RmxZone(tree, List.copyOf(more));
    }

    /**
     * A resolver that answers from these zones in memory. Its responses go through the code that reads responses from a
     * network.
     *
     * @return a new resolver
     */
    public RmxResolver resolver() {
        return DnsjavaResolver.builder()
                .transports(new ZoneTransport(this))
                .scheduler(ZoneTransport.TIMER)
                .build();
    }

    /**
     * Answers a query as a name server with these zones and no others would.
     *
     * @param query a message with one question in class IN
     * @return the response, with CNAMEs followed; for a failing lookup, the failure's response code
     */
    public Message respond(Message query) {
        Message response = new Message(query.getHeader().getID());
        response.getHeader().setFlag(Flags.QR);
        response.getHeader().setFlag(Flags.AA);
        response.getHeader().setFlag(Flags.RA);
        if (query.getHeader().getFlag(Flags.RD)) {
            response.getHeader().setFlag(Flags.RD);
        }
        Record question = query.getQuestion();
        if (question == null || question.getDClass() != DClass.IN) {
            response.getHeader().setRcode(Rcode.FORMERR);
            return response;
        }
        response.addRecord(question, Section.QUESTION);
        Optional<Failure> failure = answer(question.getName(), question.getType(), response);
        if (failure.isPresent()) {
            response.removeAllRecords(Section.ANSWER);
            response.getHeader().setRcode(failure.get().rcode());
        }
        return response;
    }

    /** Fills in a response. If the lookup fails, returns the failure instead. */
    private Optional<Failure> answer(Name asked, int type, Message response) {
        List<Name> passed = new ArrayList<>();
        Name name = asked;
        while (!passed.contains(name)) {
            Name reached = name;
            Optional<Failure> met = failures.stream()
                    .filter(failure -> failure.concerns(reached, type))
                    .findFirst();
            if (met.isPresent()) {
                return met;
            }
            Optional<ZoneTree.Node> node = tree.find(name);
            List<Record> records =
                    node.map(there -> there.records(type, reached)).orElse(List.of());
            List<Record> aliases =
                    node.map(there -> there.records(Type.CNAME, reached)).orElse(List.of());
            if (!records.isEmpty() || aliases.isEmpty()) {
                records.forEach(record -> response.addRecord(record, Section.ANSWER));
                if (records.isEmpty()) {
                    response.addRecord(tree.authority(name).orElse(NO_AUTHORITY), Section.AUTHORITY);
                }
                response.getHeader().setRcode(node.isPresent() ? Rcode.NOERROR : Rcode.NXDOMAIN);
                return Optional.empty();
            }
            response.addRecord(aliases.get(0), Section.ANSWER);
            passed.add(name);
            name = ((CNAMERecord) aliases.get(0)).getTarget();
        }
        return Optional.empty(); // a CNAME loop: the response is the chain
    }

    /** The records as lines of a master file, and the failing lookups as comments. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(tree.toString());
        for (Failure failure : failures) {
            text.append("; ").append(Rcode.string(failure.rcode())).append(": ").append(failure.name());
            failure.type().ifPresent(type -> text.append(' ').append(type.mnemonic()));
            text.append('\n');
        }
        return text.toString();
    }
}
