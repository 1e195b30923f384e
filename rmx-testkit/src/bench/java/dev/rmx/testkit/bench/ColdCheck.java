package dev.rmx.testkit.bench;

import dev.rmx.RmxQuery;
import dev.rmx.RmxVerdict;
import dev.rmx.resolver.RmxChecker;
import dev.rmx.resolver.dnsjava.DnsjavaResolver;
import dev.rmx.testkit.RmxDnsServer;
import dev.rmx.testkit.RmxZone;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/**
 * Sequential checks that ask DNS for RMX and TXT, without a cache; for comparison, one question by dnsjava, and one
 * round trip of a plain socket. All use the test kit's server on loopback.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@State(Scope.Benchmark)
public class ColdCheck {
    private static final int ENTRIES = 4;

    private RmxDnsServer server;
    private RmxChecker checker;
    private RmxQuery query;
    private SimpleResolver dnsjava;
    private Message question;
    private DatagramSocket socket;
    private byte[] octets;

    @Setup
    public void setUp() throws IOException {
        server = RmxDnsServer.start(zone());
        checker = checkerOf(server);
        query = Published.queryFor(ENTRIES);
        WarmCheck.requirePass(checker.check(query));
        dnsjava = new SimpleResolver(server.address());
        question = question();
        octets = question.toWire();
        socket = new DatagramSocket();
        socket.connect(server.address());
    }

    /** The subject publishes TXT only, so that both questions are needed. */
    static RmxZone zone() {
        return RmxZone.parse(Published.txtLine(
                "_rmx." + Published.SUBJECT, Published.record(ENTRIES).toString()));
    }

    static RmxChecker checkerOf(RmxDnsServer server) {
        return RmxChecker.builder(
                        DnsjavaResolver.builder().servers(server.address()).build())
                .withoutCache()
                .build();
    }

    static Message question() {
        Name name = Name.fromConstantString("_rmx." + Published.SUBJECT + ".");
        return Message.newQuery(Record.newRecord(name, Type.TXT, DClass.IN));
    }

    @TearDown(Level.Iteration)
    public void forget() {
        server.forgetAsked();
    }

    @TearDown
    public void tearDown() {
        socket.close();
        checker.close();
        server.close();
    }

    @Benchmark
    public RmxVerdict check() {
        return checker.check(query);
    }

    @Benchmark
    public Message dnsjavaQuestion() {
        return dnsjava.sendAsync(question, ForkJoinPool.commonPool())
                .toCompletableFuture()
                .join();
    }

    @Benchmark
    public DatagramPacket socketRoundTrip() throws IOException {
        socket.send(new DatagramPacket(octets, octets.length));
        DatagramPacket response = new DatagramPacket(new byte[1500], 1500);
        socket.receive(response);
        return response;
    }
}
