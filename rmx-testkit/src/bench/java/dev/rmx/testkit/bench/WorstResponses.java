package dev.rmx.testkit.bench;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.record.DomainName;
import dev.rmx.resolver.dnsjava.DnsjavaResolver;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.xbill.DNS.Type;

/**
 * A question whose response is the most expensive one known, as large as TCP allows, over loopback ([LIM-4]: reading it
 * takes at most 20 ms).
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@State(Scope.Benchmark)
public class WorstResponses {
    private static final int MESSAGE = 65_535;

    /** What fills the response. */
    @Param({"ptr-126-labels", "mx-126-labels", "addresses", "types", "aliases", "dnames", "rmx", "txt", "apl"})
    public String response = "";

    private final DnsQuestion rmx = question(RecordType.RMX);
    private DnsQuestion question = rmx;
    private byte[] records = {};
    private int count;
    private ServerSocket tcp;
    private DatagramSocket udp;
    private DnsjavaResolver resolver;

    private static DnsQuestion question(RecordType type) {
        return new DnsQuestion(DomainName.parse("x.".repeat(126)), type);
    }

    @Setup
    public void setUp() throws IOException {
        fill();
        tcp = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        udp = new DatagramSocket((InetSocketAddress) tcp.getLocalSocketAddress());
        start(this::serveUdp);
        start(this::serveTcp);
        resolver = DnsjavaResolver.builder()
                .servers((InetSocketAddress) tcp.getLocalSocketAddress())
                .build();
    }

    private interface Serving {
        void run() throws IOException;
    }

    private static void start(Serving serving) {
        Thread thread = new Thread(() -> {
            try {
                serving.run();
            } catch (SocketException closed) {
                return;
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    /** As many records as fit, at most 4,096. Each begins with a pointer to the question's name. */
    private void fill() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(all);
        question = switch (response) {
            case "ptr-126-labels" -> question(RecordType.PTR);
            case "mx-126-labels" -> question(RecordType.MX);
            case "addresses" -> question(RecordType.A);
            case "txt" -> question(RecordType.RMX_TXT);
            case "apl" -> question(RecordType.APL);
            default -> rmx;
        };
        int room = MESSAGE - 12 - question.name().wireLength() - 4;
        while (count < 4_096) {
            byte[] record = record(count);
            if (all.size() + record.length > room) {
                break;
            }
            out.write(record);
            count++;
        }
        records = all.toByteArray();
    }

    private byte[] record(int index) throws IOException {
        byte[] label = {3, (byte) ('a' + index % 26), (byte) ('a' + index / 26 % 26), (byte) ('a' + index / 676 % 26)};
        return switch (response) {
            case "ptr-126-labels" -> record(Type.PTR, label, 0xc0, 12 + 4);
            case "mx-126-labels" -> record(Type.MX, new byte[] {0, 0}, label, 0xc0, 12 + 4);
            case "addresses" -> record(Type.A, new byte[] {10, 0, (byte) (index >> 8), (byte) index});
            case "types" -> record(1_000 + index, new byte[0]);
            case "aliases" -> record(Type.CNAME, label, 0xc0, 12 + 4);
            case "dnames" -> owned(label, record(Type.DNAME, label, 0xc0, 12 + 4));
            case "rmx" -> record(65_280, new byte[] {1, 32, 10, 0, (byte) (index >> 8), (byte) index, 7});
            case "txt" -> record(Type.TXT, new byte[] {4, 'm', 'x', ':', ' '});
            case "apl" -> record(Type.APL, new byte[] {0, 1, 24, 3, 10, (byte) (index >> 8), (byte) index});
            default -> throw new IllegalArgumentException(response);
        };
    }

    private static byte[] owned(byte[] label, byte[] record) {
        byte[] owned = Arrays.copyOf(label, label.length + record.length);
        System.arraycopy(record, 0, owned, label.length, record.length);
        owned[label.length + 1] = 12 + 4; // two labels fewer, so that the longer name fits
        return owned;
    }

    private static byte[] record(int type, byte[] label, int pointer, int to) throws IOException {
        return record(type, new byte[0], label, pointer, to);
    }

    private static byte[] record(int type, byte[] before, byte[] label, int pointer, int to) throws IOException {
        byte[] data = Arrays.copyOf(before, before.length + label.length + 2);
        System.arraycopy(label, 0, data, before.length, label.length);
        data[data.length - 2] = (byte) pointer;
        data[data.length - 1] = (byte) to;
        return record(type, data);
    }

    private static byte[] record(int type, byte[] data) throws IOException {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(octets);
        out.writeShort(0xc00c);
        out.writeShort(type);
        out.writeShort(1);
        out.writeInt(60);
        out.writeShort(data.length);
        out.write(data);
        return octets.toByteArray();
    }

    /** The response to a query: truncated over UDP, complete over TCP. */
    private byte[] respond(byte[] query, boolean whole) {
        int end = 12;
        while (query[end] != 0) {
            end += 1 + query[end];
        }
        end += 5;
        byte[] octets = Arrays.copyOf(Arrays.copyOf(query, end), end + (whole ? records.length : 0));
        octets[2] = (byte) (whole ? 0x84 : 0x86);
        octets[3] = (byte) 0x80;
        octets[6] = (byte) (whole ? count >> 8 : 0);
        octets[7] = (byte) (whole ? count : 0);
        octets[10] = 0;
        octets[11] = 0;
        if (whole) {
            System.arraycopy(records, 0, octets, end, records.length);
        }
        return octets;
    }

    private void serveUdp() throws IOException {
        while (true) {
            DatagramPacket packet = new DatagramPacket(new byte[1_500], 1_500);
            udp.receive(packet);
            byte[] cut = respond(packet.getData(), false);
            udp.send(new DatagramPacket(cut, cut.length, packet.getSocketAddress()));
        }
    }

    private void serveTcp() throws IOException {
        while (true) {
            try (Socket socket = tcp.accept()) {
                DataInputStream in = new DataInputStream(socket.getInputStream());
                byte[] query = in.readNBytes(in.readUnsignedShort());
                byte[] whole = respond(query, true);
                DataOutputStream out = new DataOutputStream(socket.getOutputStream());
                out.writeShort(whole.length);
                out.write(whole);
                out.flush();
                in.read(); // until the other side closes the connection
            }
        }
    }

    @TearDown
    public void tearDown() throws IOException {
        resolver.close();
        udp.close();
        tcp.close();
    }

    @Benchmark
    public DnsAnswer resolve() {
        return resolver.resolve(question).join();
    }
}
