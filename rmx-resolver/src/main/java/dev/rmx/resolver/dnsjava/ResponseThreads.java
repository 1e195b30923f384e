package dev.rmx.resolver.dnsjava;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads on which responses are read, and all that follows from them. Safe to share between threads. */
final class ResponseThreads implements Executor, AutoCloseable {
    private static final int THREADS = Math.max(2, Runtime.getRuntime().availableProcessors());

    private final AtomicInteger count = new AtomicInteger();
    private final ThreadPoolExecutor threads =
            new ThreadPoolExecutor(THREADS, THREADS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), Own::new);

    private final class Own extends Thread {
        Own(Runnable task) {
            super(task, "rmx-dns-" + count.incrementAndGet());
            setDaemon(true);
        }

        boolean isOf(ResponseThreads others) {
            return others == ResponseThreads.this;
        }
    }

    ResponseThreads() {
        threads.allowCoreThreadTimeOut(true);
    }

    /** @throws java.util.concurrent.RejectedExecutionException after {@link #close} */
    @Override
    public void execute(Runnable task) {
        threads.execute(task);
    }

    /**
     * Runs a task on one of the threads: there and then if this is one, since each time that work goes from one thread to another costs
     * more than reading a response.
     */
    void executeHere(Runnable task) {
        if (Thread.currentThread() instanceof Own own && own.isOf(this)) {
            task.run();
        } else {
            threads.execute(task);
        }
    }

    @Override
    public void close() {
        threads.shutdown();
    }
}
