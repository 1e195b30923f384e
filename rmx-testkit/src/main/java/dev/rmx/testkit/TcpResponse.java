package dev.rmx.testkit;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Writes a response to a TCP connection, with the faults that happen there. */
final class TcpResponse {
    private static final long DRIBBLE_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private TcpResponse() {}

    /** Writes the length and the response; returns whether the connection stays open. */
    static boolean write(OutputStream out, byte[] octets, @Nullable DnsFault fault) throws IOException {
        byte[] framed = new byte[2 + octets.length];
        int promised = fault instanceof DnsFault.CutShort ? RmxDnsServer.LARGEST_MESSAGE : octets.length;
        framed[0] = (byte) (promised >> 8);
        framed[1] = (byte) promised;
        System.arraycopy(octets, 0, framed, 2, octets.length);
        if (fault == DnsFault.Plain.TCP_SILENT) {
            return true;
        }
        if (fault == DnsFault.Plain.TCP_CLOSED) {
            out.write(framed, 0, framed.length / 2);
            return false;
        }
        if (fault == DnsFault.Plain.TCP_DRIBBLE) {
            for (byte octet : framed) {
                out.write(octet);
                LockSupport.parkNanos(DRIBBLE_PAUSE_NANOS);
            }
            return true;
        }
        out.write(framed);
        return true;
    }
}
