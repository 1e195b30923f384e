package dev.rmx.testkit.junit;

import static org.minidns.dnsmessage.DnsMessage.RESPONSE_CODE.FORMAT_ERR;
import static org.minidns.dnsmessage.DnsMessage.RESPONSE_CODE.NO_ERROR;
import static org.minidns.dnsmessage.DnsMessage.RESPONSE_CODE.NO_IMP;
import static org.minidns.dnsmessage.DnsMessage.RESPONSE_CODE.NX_DOMAIN;
import static org.minidns.dnsmessage.DnsMessage.RESPONSE_CODE.REFUSED;
import static org.minidns.dnsmessage.DnsMessage.RESPONSE_CODE.SERVER_FAIL;

import dev.rmx.codec.RdataDecoder;
import dev.rmx.codec.RmxWire;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsAnswer.Failed.Kind;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.resolver.QueryBudget;
import dev.rmx.resolver.RmxResolver;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ForkJoinPool;
import org.minidns.MiniDnsException;
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
import org.minidns.util.MultipleIoException;

/**
 * {@link RmxResolver} on MiniDNS, to show what another DNS library takes. MiniDNS cannot tell apart the types that it
 * has no name for: in an answer, any of them passes for RMX.
 */
final class MiniDnsResolver implements RmxResolver {

    private final InetSocketAddress server;
    private final Duration patience;
    private final SecureRandom random = new SecureRandom();
    private final ExecutorService threads = new ForkJoinPool(16);
    private final Set<CompletableFuture<DnsAnswer>> open = ConcurrentHashMap.newKeySet();
    private final Set<Closeable> sockets = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    MiniDnsResolver(InetSocketAddress server, Duration timeout) {
        this.server = server;
        this.patience = timeout;
    }

    /** Every exception on the way is a failure ([LOOK-2]), and so are the errors that MiniDNS throws for bad octets. */
    @Override
    // the stages only pass on results and clean up; a future is compared by identity
    @SuppressWarnings({"FutureReturnValueIgnored", "CollectionUndefinedEquality"})
    public CompletableFuture<DnsAnswer> resolve(DnsQuestion question, QueryBudget budget) {
        CompletableFuture<DnsAnswer> answer = new CompletableFuture<>();
        open.add(answer);
        answer.whenComplete((given, failure) -> open.remove(answer));
        CompletableFuture.completedFuture(question)
                .thenApplyAsync(asked -> new Asker(budget).answer(asked), threads)
                .exceptionally(thrown -> failed(Objects.requireNonNull(thrown.getCause())))
                .thenAccept(answer::complete);
        return answer;
    }

    @Override
    public void close() {
        closed = true;
        threads.shutdown(); // later questions fail
        open.forEach(answer -> answer.complete(failed(new IllegalStateException("closed"))));
        sockets.forEach(MiniDnsResolver::close);
    }

    private static void close(Closeable socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static DnsAnswer failed(Throwable thrown) {
        return new DnsAnswer.Failed(kind(thrown), "MiniDNS: " + thrown);
    }

    private static Kind kind(Throwable thrown) {
        if (thrown instanceof UncheckedIOException wrapped) {
            return kind(Objects.requireNonNull(wrapped.getCause()));
        }
        if (thrown instanceof MultipleIoException all) { // first over UDP, then over TCP
            return kind(all.getExceptions().get(all.getExceptions().size() - 1));
        }
        if (thrown instanceof NoAnswer noAnswer) {
            return noAnswer.kind;
        }
        if (thrown instanceof SocketTimeoutException) {
            return Kind.TIMEOUT;
        }
        if (thrown instanceof MiniDnsException) {
            return Kind.UNUSABLE_RESPONSE;
        }
        if (thrown.getClass() == IndexOutOfBoundsException.class) { // MiniDNS reads beyond the end of the connection
            return Kind.UNREACHABLE;
        }
        return thrown instanceof IOException ? Kind.UNREACHABLE : Kind.UNUSABLE_RESPONSE;
    }

    private static final class NoAnswer extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final Kind kind;

        NoAnswer(Kind kind, Object reason) {
            super(String.valueOf(reason));
            this.kind = kind;
        }
    }

    private static void require(boolean condition, Object otherwise) {
        require(condition, Kind.UNUSABLE_RESPONSE, otherwise);
    }

    private static void require(boolean condition, Kind kind, Object otherwise) {
        if (!condition) {
            throw new NoAnswer(kind, otherwise);
        }
    }

    /** Asks one question. Every query counts against the check's budget. */
    private final class Asker extends NetworkDataSource {
        private final QueryBudget budget;

        Asker(QueryBudget budget) {
            this.budget = budget;
            setTimeout(Math.toIntExact(patience.toMillis()));
            setUdpPayloadSize(512);
        }

        DnsAnswer answer(DnsQuestion question) {
            String name = question.name().toString();
            require(!name.contains("\\"), Kind.OTHER, "MiniDNS knows no escapes");
            return follow(DnsName.from(name), question.type(), 0, Integer.MAX_VALUE);
        }

        @Override
        protected DatagramSocket createDatagramSocket() throws SocketException {
            pay();
            DatagramSocket socket = new DatagramSocket() {
                @Override
                public void receive(DatagramPacket packet) throws IOException {
                    super.receive(packet);
                    // MiniDNS reads its whole buffer: zeros after a short response
                    packet.setData(Arrays.copyOf(packet.getData(), packet.getLength()));
                }

                @Override
                public void close() {
                    sockets.remove(this);
                    super.close();
                }
            };
            keep(socket);
            socket.connect(server); // otherwise MiniDNS would accept a response from anywhere
            return socket;
        }

        @Override
        protected Socket createSocket() {
            pay();
            Socket socket = new Socket() {
                @Override
                public synchronized void close() throws IOException {
                    sockets.remove(this);
                    super.close();
                }
            };
            keep(socket);
            return socket;
        }

        private void pay() {
            require(budget.take(), Kind.BUDGET_SPENT, "the check has sent all its queries");
        }

        private void keep(Closeable socket) {
            sockets.add(socket);
            if (closed) {
                MiniDnsResolver.close(socket);
            }
        }

        /** Follows the aliases in a response, and asks again when one leads out of it. */
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
            Kind kind = code == SERVER_FAIL ? Kind.SERVFAIL : code == REFUSED ? Kind.REFUSED : Kind.UNUSABLE_RESPONSE;
            require(code == NO_ERROR, kind, code);
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

        /** Asks without EDNS, so that FORMERR is about the question, and the header holds the whole response code. */
        private DnsMessage ask(Question question) {
            DnsMessage.Builder builder = question.asMessageBuilder().setId(random.nextInt());
            builder.setRecursionDesired(true);
            try {
                DnsMessage response = query(builder.build(), server.getAddress(), server.getPort()).response;
                require(response.getQuestion().toString().equalsIgnoreCase(question.toString()), "another question");
                require(response.qr && !response.truncated, "no response");
                return response;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static Question question(DnsName name, RecordType type) {
            return new Question(name, type == RecordType.RMX ? TYPE.UNKNOWN : TYPE.valueOf(type.mnemonic())) {
                @Override
                public byte[] toByteArray() {
                    byte[] octets = super.toByteArray();
                    int number =
                            type == TYPE.UNKNOWN ? RmxWire.DEFAULT_TYPE : type.getValue(); // MiniDNS would write -1
                    ByteBuffer.wrap(octets).putShort(octets.length - 4, (short) number);
                    return octets;
                }
            };
        }
    }
}
