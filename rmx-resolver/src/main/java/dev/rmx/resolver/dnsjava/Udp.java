package dev.rmx.resolver.dnsjava;

import dev.rmx.resolver.internal.InPlace;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Sends queries over UDP, through a pool of sockets. A socket takes queries for one second, and at most 100 unless told
 * otherwise. So a forger has to guess one of 28,232 ports, and an id, for each response (RFC 5452). Yet under load a
 * query needs no socket of its own.
 *
 * <p>The sockets are in lanes, one for each processor but at most four, so that as many threads can read at once. A
 * thread that reads sends through the lane that it reads; other threads choose one at random. Safe to share between
 * threads.
 */
final class Udp implements AutoCloseable {
    /** How many queries a socket takes by default. */
    static final int QUERIES_OF_A_PORT = 100;

    static final Duration LIFE_OF_A_PORT = Duration.ofSeconds(1);
    private static final int MOST_LANES = 4;

    private final RandomGenerator random = new BufferedRandom(new SecureRandom());
    private final UdpLane[] lanes;

    /** Makes a way to send queries, with this many for each socket. */
    Udp(int queriesOfAPort) {
        this(queriesOfAPort, Math.min(Runtime.getRuntime().availableProcessors(), MOST_LANES));
    }

    /** As {@link #Udp(int)}, with this many lanes. */
    Udp(int queriesOfAPort, int lanes) {
        this.lanes = Stream.generate(() -> new UdpLane(queriesOfAPort, random))
                .limit(lanes)
                .toArray(UdpLane[]::new);
    }

    /** The generator for ports, ids and the case of letters. */
    RandomGenerator random() {
        return random;
    }

    /** The lane for a query of the calling thread. */
    UdpLane lane() {
        UdpLane here = laneReadHere();
        return here == null ? lanes[random.nextInt(lanes.length)] : here;
    }

    private @Nullable UdpLane laneReadHere() {
        for (UdpLane lane : lanes) {
            if (lane.isReadHere()) {
                return lane;
            }
        }
        return null;
    }

    /**
     * Makes the calling thread one that reads a lane. Returns null if it reads one already, if others read all of them,
     * or if it is virtual.
     */
    InPlace.@Nullable Reading startReading() {
        if (laneReadHere() != null) {
            return null;
        }
        for (UdpLane lane : lanes) {
            UdpReader reader = lane.startReading();
            if (reader != null) {
                return reader;
            }
        }
        return null;
    }

    /** Ends the readers. The queries in flight fail, and so do later ones. */
    @Override
    public void close() {
        for (UdpLane lane : lanes) {
            lane.close();
        }
    }
}
