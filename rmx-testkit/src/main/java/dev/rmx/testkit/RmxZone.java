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
 * <p>The text is all of DNS: it can hold several zones, SOA records are not required, and a name that is not in it does not
 * exist. Wildcards and empty non-terminals work as in RFC 4592. The time to live is an hour where none is given.
 *
 * <p>Reading a zone makes dnsjava know the RMX type ({@link RmxDnsRecord#register()}). Immutable, and safe to share between
 * threads.
 */
public final class RmxZone {
    private static final long DEFAULT_TTL = 3600;

    /** What dnsjava calls text that comes from no file. */
    private static final String UNNAMED = "<none>";

    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

    /** The authority for a negative answer where the text has none: "not there" holds for five minutes. */
    private static final SOARecord NO_AUTHORITY =
            new SOARecord(Name.root, DClass.IN, 300, Name.root, Name.root, 1, 300, 300, 300, 300);

    private final ZoneTree tree;
    private final List<Failure> failures;

    /** Lookups that fail: of the type, or of any type where that is empty. */
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
     * @param masterFile lines of a master file; {@code $INCLUDE} is refused, and a byte order mark at the beginning skipped
     * @return the zones
     * @throws IllegalArgumentException if a line cannot be read, naming it by its number
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
     * Reads zones from a file. A byte order mark at its beginning is skipped.
     *
     * @param file a master file
     * @return the zones
     * @throws FileSystemException if the file cannot be opened, or is a directory
     * @throws IOException if the file, or a line of it, cannot be read, naming both
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

    /** Only what is opened by name can include files that are named relative to it. */
    private static RmxZone read(Path file, InputStream in, boolean byName) throws IOException {
        try (Master master =
                byName ? new Master(file.toString(), Name.root, DEFAULT_TTL) : new Master(in, Name.root, DEFAULT_TTL)) {
            return new RmxZone(ZoneTree.read(master), List.of());
        } catch (IOException e) {
            throw new IOException(file + ": " + withLine(e, byName ? String.valueOf(file.getFileName()) : UNNAMED), e);
        }
    }

    /** Says "line 7: what" for dnsjava's "FILE:7: what", and some of its phrases in plain words. */
    private static String withLine(IOException e, String file) {
        String message = String.valueOf(e.getMessage())
                .replaceFirst("unexpected tokens at .*, got <\\w+: (.*)>\\)$", "the record should end before $1");
        return message.startsWith(file + ":") ? "line " + message.substring(file.length() + 1) : message;
    }

    /**
     * These zones with lookups that fail, as if the server of the name were down.
     *
     * @param name lookups that reach this name fail, also those that reach it through a CNAME
     * @param type the type whose lookups fail; empty for all
     * @return the zones with the failure added
     */
    public RmxZone failing(DomainName name, Optional<RecordType> type) {
        return failing(name, type, Rcode.SERVFAIL);
    }

    /**
     * These zones with lookups to which the server gives a response code of one's choice, and no data.
     *
     * @param name lookups that reach this name fail, also those that reach it through a CNAME
     * @param type the type whose lookups fail; empty for all
     * @param rcode the response code, 1 to 15, such as {@link Rcode#NOTIMP}
     * @return the zones with the failure added
     * @throws IllegalArgumentException if the response code is out of range
     */
    public RmxZone failing(DomainName name, Optional<RecordType> type, int rcode) {
        if (rcode < 1 || rcode > 15) {
            throw new IllegalArgumentException("the response code of a failure is 1 to 15, not " + rcode);
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
     * A resolver that answers from these zones in memory, by the same code that reads responses from a network.
     *
     * @return a new resolver
     */
    public RmxResolver resolver() {
        return DnsjavaResolver.builder().transports(new ZoneTransport(this)).build();
    }

    /**
     * Answers a query as a name server would that knows these zones and nothing else.
     *
     * @param query a message with one question in class IN
     * @return the response: CNAMEs followed; the failure's code for a lookup that fails
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

    /** Fills in a response, unless the lookup fails: then how. */
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
        return Optional.empty(); // a CNAME loop: the chain is all there is to say
    }

    /** The records as lines of a master file, and the lookups that fail as comments. */
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
