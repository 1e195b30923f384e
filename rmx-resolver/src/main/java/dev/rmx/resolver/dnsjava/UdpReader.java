package dev.rmx.resolver.dnsjava;

import dev.rmx.resolver.internal.DaemonThreads;
import dev.rmx.resolver.internal.InPlace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the responses that arrive at open ports. One thread at a time reads: a caller that waits for its own check, or
 * the reader's own thread. So a caller that is alone needs no other thread, and a thousand need only one.
 *
 * <p>The own thread reads as long as queries are in flight, and until nothing has come for a second or a caller wants
 * to read. Then it rests. Whoever sends a query while nobody reads wakes it. Safe to share between threads.
 */
final class UdpReader implements InPlace.Reading {
    private static final long CLEAN_UP_NANOS = Udp.LIFE_OF_A_PORT.toNanos() / 10;

    private final Selector selector;
    private final Consumer<UdpReader> ended;
    private final Set<UdpPort> open = ConcurrentHashMap.newKeySet();
    /** What to do after what has arrived is read. */
    private final Queue<Runnable> afterReading = new ConcurrentLinkedQueue<>();

    private final Thread thread;
    /** The thread that reads. */
    private final AtomicReference<@Nullable Thread> reading = new AtomicReference<>();
    /** Whether a caller wanted to read while the own thread did. */
    private volatile boolean wanted;

    private volatile boolean closed;
    /** This and the next field belong to the thread that reads. */
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(Query.UDP_PAYLOAD);

    private long cleanedUp = System.nanoTime();

    /** Makes a reader whose own thread is not started; see {@link #open}. */
    UdpReader(Selector selector, Consumer<UdpReader> ended) {
        this.selector = selector;
        this.ended = ended;
        this.thread = new DaemonThreads("rmx-dns-udp").newThread(this::run);
    }

    /**
     * Starts a reader.
     *
     * @param ended runs when the reader's thread ends, before its queries fail
     */
    static UdpReader open(Consumer<UdpReader> ended) throws IOException {
        Selector selector = Selector.open();
        try {
            UdpReader reader = new UdpReader(selector, ended);
            reader.thread.start();
            return reader;
        } catch (Throwable noThread) {
            selector.close();
            throw new IOException("no thread can be started", noThread);
        }
    }

    /** Reads what arrives at this port from now on. */
    void watch(UdpPort port) throws IOException {
        boolean first = open.isEmpty();
        open.add(port);
        try {
            port.channel().register(selector, SelectionKey.OP_READ, port);
        } catch (IOException | ClosedSelectorException e) {
            open.remove(port);
            throw new IOException("the port cannot be read", e);
        }
        selector.wakeup();
        if (first) {
            LockSupport.unpark(thread); // to close the port in time
        }
    }

    /** Makes sure that somebody reads, after a query was sent. */
    void expectResponse() {
        if (reading.get() == null) {
            LockSupport.unpark(thread);
        }
    }

    /**
     * Runs a task after everything that has arrived by now is read: a query must not time out while its response waits
     * for this process, which may have been stopped, or slow.
     */
    void afterReading(Runnable task) {
        afterReading.add(task);
        if (closed) {
            runAll(tasks());
        } else {
            selector.wakeup();
            expectResponse();
        }
    }

    private List<Runnable> tasks() {
        List<Runnable> tasks = new ArrayList<>();
        for (Runnable task = afterReading.poll(); task != null; task = afterReading.poll()) {
            tasks.add(task);
        }
        return tasks;
    }

    private static void runAll(List<Runnable> tasks) {
        tasks.forEach(Runnable::run);
    }

    /** Makes the calling thread the one that reads, if nobody does. */
    boolean start() {
        if (closed || isVirtual(Thread.currentThread())) { // a virtual thread would keep its carrier
            return false;
        }
        if (reading.compareAndSet(null, Thread.currentThread())) {
            return true;
        }
        wanted = true;
        return false;
    }

    /** Whether the calling thread is the one that reads. */
    boolean isHere() {
        return reading.get() == Thread.currentThread();
    }

    private static boolean isVirtual(Thread thread) {
        ThreadGroup group = thread.getThreadGroup();
        return group != null && group.getName().equals("VirtualThreads"); // as Thread.getThreadGroup says
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // the stage only wakes this thread up
    public void until(CompletableFuture<?> done) throws InterruptedException {
        Thread reader = Thread.currentThread();
        done.whenComplete((result, failure) -> {
            if (Thread.currentThread() != reader) {
                selector.wakeup(); // ended by a deadline, for example
            }
        });
        try {
            while (!done.isDone() && !closed) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                select();
            }
        } catch (IOException | ClosedSelectorException e) {
            stop(); // the own thread will meet it too, and fail all queries
        }
    }

    /** The own thread goes on if there is anything to read. A second call has no effect. */
    @Override
    public void stop() {
        if (reading.compareAndSet(Thread.currentThread(), null) && (closed || isNeeded())) {
            LockSupport.unpark(thread);
        }
    }

    /** Whether somebody has to read. */
    private boolean isNeeded() {
        return hasTasks() || open.stream().anyMatch(UdpPort::isInUse);
    }

    /** Whether something waits for the next reading; for tests too. */
    boolean hasTasks() {
        return !afterReading.isEmpty();
    }

    /** Waits for datagrams for at most a second, and reads them. */
    private int select() throws IOException {
        List<Runnable> tasks = tasks();
        Consumer<SelectionKey> read = key -> ((UdpPort) key.attachment()).read(buffer);
        int ports;
        try {
            ports = tasks.isEmpty() ? selector.select(read, Udp.LIFE_OF_A_PORT.toMillis()) : selector.selectNow(read);
        } finally {
            runAll(tasks);
        }
        if (System.nanoTime() - cleanedUp > CLEAN_UP_NANOS) {
            retireWornOut();
        }
        return ports;
    }

    private void retireWornOut() {
        long now = System.nanoTime();
        cleanedUp = now;
        for (UdpPort port : open) {
            if (port.isWornOut(now)) {
                port.retire();
            }
        }
        open.removeIf(port -> !port.channel().isOpen());
    }

    private void run() {
        IOException end = new ClosedChannelException();
        try {
            while (!closed) {
                boolean mine = reading.compareAndSet(null, thread);
                if (mine) {
                    try {
                        readWhileNeeded();
                    } finally {
                        reading.set(null);
                    }
                }
                if (!mine || !isNeeded()) { // otherwise a query was sent before this thread stopped
                    rest();
                }
            }
        } catch (IOException e) {
            end = e;
        } catch (ClosedSelectorException e) {
            end = new IOException("reading has ended", e);
        } finally {
            closed = true;
            ended.accept(this);
            fail(end);
        }
    }

    private void readWhileNeeded() throws IOException {
        if (!isNeeded()) {
            retireWornOut();
            selector.selectNow(key -> ((UdpPort) key.attachment()).read(buffer)); // lets go of closed ports
            return;
        }
        int ports;
        do {
            ports = select();
        } while (!closed && ((ports > 0 && !wanted) || isNeeded()));
        wanted = false;
    }

    /** Waits for work: until a query or a port needs this thread, or it is time to close unused ports. */
    private void rest() {
        if (closed) {
            return;
        }
        if (open.isEmpty()) {
            LockSupport.park(this);
        } else {
            LockSupport.parkNanos(this, Udp.LIFE_OF_A_PORT.toNanos());
        }
        Thread.interrupted(); // whoever set the flag, this thread must not spin
    }

    private void fail(IOException why) {
        try {
            selector.close();
        } catch (IOException e) {
            why.addSuppressed(e);
        }
        for (UdpPort port : open) {
            port.fail(why);
        }
        open.clear();
        runAll(tasks());
    }

    /** Ends the thread. The queries in flight fail. */
    void close() {
        closed = true;
        selector.wakeup();
        LockSupport.unpark(thread);
    }
}
