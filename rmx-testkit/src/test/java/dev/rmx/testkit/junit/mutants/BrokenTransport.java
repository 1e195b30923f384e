package dev.rmx.testkit.junit.mutants;

import dev.rmx.resolver.RmxResolver;
import dev.rmx.resolver.dnsjava.DnsjavaResolver;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TSIG;

/**
 * A transport on which a mutant spoils responses before they are read. Each query has its own socket and thread, so
 * that mutants can run at the same time.
 */
final class BrokenTransport implements Resolver {
    private static final int LARGEST = 65535;

    private final InetSocketAddress server;
    private final int millis;
    private final boolean takesTruncated;
    private final UnaryOperator<Message> fault;

    private BrokenTransport(
            InetSocketAddress server, Duration timeout, boolean takesTruncated, UnaryOperator<Message> fault) {
        this.server = server;
        this.millis = Math.toIntExact(timeout.toMillis());
        this.takesTruncated = takesTruncated;
        this.fault = fault;
    }

    /** A resolver that gets spoilt responses. */
    static RmxResolver spoiling(InetSocketAddress server, Duration timeout, UnaryOperator<Message> fault) {
        return over(new BrokenTransport(server, timeout, false, fault));
    }

    /** A resolver that gets spoilt answer sections. */
    static RmxResolver answering(InetSocketAddress server, Duration timeout, UnaryOperator<List<Record>> fault) {
        return spoiling(server, timeout, response -> with(fault.apply(response.getSection(Section.ANSWER)), response));
    }

    /** A resolver that takes a truncated response for complete. */
    static RmxResolver ignoringTruncation(InetSocketAddress server, Duration timeout) {
        return over(new BrokenTransport(server, timeout, true, response -> {
            response.getHeader().unsetFlag(Flags.TC);
            return response;
        }));
    }

    private static RmxResolver over(BrokenTransport transport) {
        return DnsjavaResolver.builder().transports(transport).build();
    }

    /** The response with another answer section. */
    static Message with(List<Record> answer, Message response) {
        response.removeAllRecords(Section.ANSWER);
        answer.forEach(record -> response.addRecord(record, Section.ANSWER));
        return response;
    }

    /** The record with another owner, class and TTL. */
    static Record with(Name owner, int dclass, long timeToLive, Record record) {
        return Record.newRecord(owner, record.getType(), dclass, timeToLive, record.rdataToWireCanonical());
    }

    @Override
    public CompletionStage<Message> sendAsync(Message query, Executor executor) {
        return CompletableFuture.supplyAsync(() -> fault.apply(response(query)), BrokenTransport::start);
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "broken-transport");
        thread.setDaemon(true);
        thread.start();
    }

    private Message response(Message query) {
        try {
            Message response = byUdp(query.toWire());
            return response.getHeader().getFlag(Flags.TC) && !takesTruncated ? byTcp(query.toWire()) : response;
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }

    private Message byUdp(byte[] query) throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(server);
            socket.setSoTimeout(millis);
            socket.send(new DatagramPacket(query, query.length));
            DatagramPacket response = new DatagramPacket(new byte[LARGEST], LARGEST);
            socket.receive(response);
            return new Message(Arrays.copyOf(response.getData(), response.getLength()));
        }
    }

    private Message byTcp(byte[] query) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(server, millis);
            socket.setSoTimeout(millis);
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            out.writeShort(query.length);
            out.write(query);
            out.flush();
            DataInputStream in = new DataInputStream(socket.getInputStream());
            byte[] response = new byte[in.readUnsignedShort()];
            in.readFully(response);
            return new Message(response);
        }
    }

    @Override
    public void setPort(int port) {
        throw noSetting();
    }

    @Override
    public void setTCP(boolean flag) {
        throw noSetting();
    }

    @Override
    public void setIgnoreTruncation(boolean flag) {
        throw noSetting();
    }

    @Override
    public void setEDNS(int version, int payloadSize, int flags, List<EDNSOption> options) {
        throw noSetting();
    }

    @Override
    public void setTSIGKey(TSIG key) {
        throw noSetting();
    }

    @Override
    public void setTimeout(Duration timeout) {
        throw noSetting();
    }

    private static UnsupportedOperationException noSetting() {
        return new UnsupportedOperationException("made with all its settings");
    }

    /** Makes resolvers that get spoilt responses. */
    static BiFunction<InetSocketAddress, Duration, RmxResolver> spoilt(UnaryOperator<Message> fault) {
        return (server, timeout) -> spoiling(server, timeout, fault);
    }

    /** Makes resolvers that get spoilt answer sections. */
    static BiFunction<InetSocketAddress, Duration, RmxResolver> spoiltAnswer(UnaryOperator<List<Record>> fault) {
        return (server, timeout) -> answering(server, timeout, fault);
    }

    static Record lasting(long timeToLive, Record record) {
        return with(record.getName(), record.getDClass(), timeToLive, record);
    }

    /** The SOA's MINIMUM field counts as well, and is lower in the contract's zone. */
    static Message withLongAbsence(Message response) {
        List<Record> authority = response.getSection(Section.AUTHORITY);
        if (!authority.isEmpty() && authority.get(0) instanceof SOARecord soa) {
            response.removeAllRecords(Section.AUTHORITY);
            Name name = soa.getName();
            response.addRecord(
                    new SOARecord(name, DClass.IN, soa.getTTL(), name, name, 1, 3600, 600, 86400, soa.getTTL()),
                    Section.AUTHORITY);
        }
        return response;
    }
}
