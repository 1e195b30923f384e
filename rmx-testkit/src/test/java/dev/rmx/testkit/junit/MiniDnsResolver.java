package dev.rmx.testkit.junit;

import static org.minidns.dnsmessage.DnsMessage.RESPONSE_CODE.FORMAT_ERR;
import static org.minidns.dnsmessage.DnsMessage.RESPONSE_CODE.NO_ERROR;
import static org.minidns.dnsmessage.DnsMessage.RESPONSE_CODE.NO_IMP;
import static org.minidns.dnsmessage.DnsMessage.RESPONSE_CODE.NX_DOMAIN;

import dev.rmx.codec.RdataDecoder;
import dev.rmx.codec.RmxWire;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.resolver.QueryBudget;
import dev.rmx.resolver.RmxResolver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ForkJoinPool;
import org.minidns.dnsmessage.DnsMessage;
import org.minidns.dnsmessage.DnsMessage.RESPONSE_CODE;
import org.minidns.dnsmessage.Question;
import org.minidns.dnsname.DnsName;
import org.minidns.record.CNAME;
import org.minidns.record.Data;
import org.minidns.record.Record;
import org.minidns.record.Record.TYPE;
import org.minidns.record.SOA;
import org.minidns.source.NetworkDataSource;

/**
 * {@link RmxResolver} on MiniDNS, to show what another DNS library takes. MiniDNS does not tell types that it has no name for
 * from each other: in an answer, any of them passes for RMX.
 */
final class MiniDnsResolver implements RmxResolver {
    private final InetSocketAddress server;
    private final SecureRandom random = new SecureRandom();
    private final NetworkDataSource source = new NetworkDataSource() {
        @Override
        protected DatagramSocket createDatagramSocket() throws SocketException {
            DatagramSocket socket = new DatagramSocket() {
                @Override
                public void receive(DatagramPacket packet) throws IOException {
                    super.receive(packet);
                    // MiniDNS reads all of its buffer: zeros where a response was cut short
                    packet.setData(Arrays.copyOf(packet.getData(), packet.getLength()));
                }
            };
            socket.connect(server); // MiniDNS would take a response from anywhere
            return socket;
        }
    };
    private final ExecutorService threads = new ForkJoinPool(16);

    MiniDnsResolver(InetSocketAddress server, Duration timeout) {
        this.server = server;
        source.setTimeout((int) timeout.toMillis());
    }

    /** Everything thrown on the way is a failure ([LOOK-2]): MiniDNS throws errors too, at bad octets. */
    @Override
    public CompletableFuture<DnsAnswer> resolve(DnsQuestion question, QueryBudget budget) {
        return CompletableFuture.completedFuture(question.name().toString())
                .thenApplyAsync(name -> follow(DnsName.from(name), question.type(), 0, Integer.MAX_VALUE), threads)
                .exceptionally(e -> new DnsAnswer.Failed(
                        "MiniDNS: " + e.getCause(), Instant.now().plusSeconds(5)));
    }

    @Override
    public void close() {
        threads.shutdown(); // fails what is asked from now on; what waits, ask fails
    }

    /** Follows the aliases in a response, and asks again where they lead out of it. */
    private DnsAnswer follow(DnsName start, RecordType type, int passed, long longest) {
        DnsMessage response = ask(question(start, type));
        RESPONSE_CODE code = response.responseCode;
        long ttl = Math.min(longest, response.getAnswersMinTtl());
        Record<SOA> soa = response.getFirstOfTypeFromAuthoritySection(SOA.class);
        long negative = soa == null ? 0 : Math.min(ttl, Math.min(soa.ttl, soa.payloadData.minimum));
        DnsAnswer absent = new DnsAnswer.Absent(Instant.now().plusSeconds(negative), false);
        boolean tooOld = type == RecordType.RMX && (code == NO_IMP || code == FORMAT_ERR);
        if (tooOld || code == NX_DOMAIN) {
            return absent;
        }
        require(code == NO_ERROR, code);
        DnsName name = start;
        int aliases = passed;
        Set<CNAME> alias = response.getAnswersFor(new Question(name, TYPE.CNAME));
        for (; !alias.isEmpty(); aliases++) {
            require(aliases < 16, "more than 16 aliases, or a loop");
            name = alias.iterator().next().target;
            alias = response.getAnswersFor(new Question(name, TYPE.CNAME));
        }
        Set<Data> found = response.getAnswersFor(question(name, type));
        if (!found.isEmpty()) {
            List<byte[]> rdata = found.stream().map(Data::toByteArray).toList();
            return RdataDecoder.decode(type, rdata, Instant.now().plusSeconds(ttl), false);
        }
        if (aliases > passed) {
            return soa == null ? follow(name, type, aliases, ttl) : absent;
        }
        boolean knows = soa != null || response.authoritativeAnswer || response.recursionAvailable;
        require(knows && response.answerSection.isEmpty(), "no answer");
        return absent;
    }

    /** Asks without EDNS, so that FORMERR is about the question, and the header has all of the response code. */
    private DnsMessage ask(Question question) {
        require(!threads.isShutdown(), "closed");
        require(!question.name.ace.contains("\\"), "MiniDNS knows no escapes");
        DnsMessage.Builder query = question.asMessageBuilder().setId(random.nextInt());
        query.setRecursionDesired(true);
        try {
            DnsMessage response = source.query(query.build(), server.getAddress(), server.getPort()).response;
            require(response.getQuestion().toString().equalsIgnoreCase(question.toString()), "another question");
            require(response.qr && !response.truncated, "no response");
            return response;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Question question(DnsName name, RecordType type) {
        return new Question(name, type == RecordType.RMX ? TYPE.UNKNOWN : TYPE.valueOf(type.name())) {
            @Override
            public byte[] toByteArray() {
                byte[] octets = super.toByteArray();
                int number = type == TYPE.UNKNOWN ? RmxWire.DEFAULT_TYPE : type.getValue(); // MiniDNS would write -1
                ByteBuffer.wrap(octets).putShort(octets.length - 4, (short) number);
                return octets;
            }
        };
    }

    private static void require(boolean condition, Object otherwise) {
        if (!condition) {
            throw new IllegalStateException(String.valueOf(otherwise));
        }
    }
}
