package dev.rmx.resolver.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class TimerWheelTest {
    private static final long TICK = TimerWheel.TICK_NANOS;

    /** Begins shortly before the numbers overflow, as System.nanoTime() may. */
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 100 * TICK);

    private final TimerWheel wheel = new TimerWheel(now::get, "test-wheel");
    private final List<String> ran = new ArrayList<>();

    private void passTicks(long ticks) {
        now.addAndGet(ticks * TICK);
        wheel.pass();
    }

    @Test
    void a_task_runs_at_the_first_tick_after_its_time() {
        wheel.after(3 * TICK, () -> ran.add("task"));
        passTicks(3);
        assertThat(ran).isEmpty();
        passTicks(1);
        assertThat(ran).containsExactly("task");
        passTicks(2 * TimerWheel.SLOTS);
        assertThat(ran).hasSize(1);
    }

    @Test
    void a_time_that_is_over_means_the_next_tick() {
        wheel.after(-1, () -> ran.add("task"));
        wheel.pass();
        assertThat(ran).isEmpty();
        passTicks(1);
        assertThat(ran).containsExactly("task");
    }

    @Test
    void a_cancelled_task_never_runs() {
        Runnable cancel = wheel.after(TICK, () -> ran.add("task"));
        cancel.run();
        cancel.run();
        passTicks(3 * TimerWheel.SLOTS);
        assertThat(ran).isEmpty();
    }

    @Test
    void a_task_of_a_later_round_waits_for_it() {
        long ticks = 3 * TimerWheel.SLOTS + 7;
        wheel.after(ticks * TICK, () -> ran.add("task"));
        for (int i = 0; i < ticks; i++) {
            passTicks(1);
        }
        assertThat(ran).isEmpty();
        passTicks(1);
        assertThat(ran).containsExactly("task");
    }

    @Test
    void after_a_long_pause_all_that_is_due_runs() {
        for (int i = 0; i < TimerWheel.SLOTS; i++) {
            wheel.after(i * TICK, () -> ran.add("task"));
        }
        wheel.after(Long.MAX_VALUE, () -> ran.add("never"));
        passTicks(10L * TimerWheel.SLOTS);
        assertThat(ran).hasSize(TimerWheel.SLOTS).doesNotContain("never");
    }

    @Test
    void a_task_that_fails_delays_no_other() {
        List<Throwable> faults = new ArrayList<>();
        Thread.UncaughtExceptionHandler before = Thread.currentThread().getUncaughtExceptionHandler();
        Thread.currentThread().setUncaughtExceptionHandler((thread, fault) -> {
            faults.add(fault);
            throw new IllegalStateException("a fault of the handler");
        });
        try {
            wheel.after(0, () -> {
                throw new IllegalStateException("a fault");
            });
            wheel.after(0, () -> ran.add("task"));
            passTicks(1);
        } finally {
            Thread.currentThread().setUncaughtExceptionHandler(before);
        }
        assertThat(ran).containsExactly("task");
        assertThat(faults).singleElement().isInstanceOf(IllegalStateException.class);
    }

    @Test
    void nothing_runs_after_close() {
        wheel.after(0, () -> ran.add("before"));
        wheel.close();
        wheel.after(0, () -> ran.add("after"));
        passTicks(2);
        assertThat(ran).isEmpty();
    }

    /** The time of each task, against a plain list. */
    @Test
    void tasks_run_in_time_whatever_is_added_and_cancelled() {
        Random random = new Random(1);
        List<Long> due = new ArrayList<>(); // in ticks; -1 if cancelled or over
        List<Integer> wrong = new ArrayList<>();
        long begin = now.get();
        for (int i = 0; i < 20_000; i++) {
            int index = due.size();
            long ticks = random.nextInt(3 * TimerWheel.SLOTS);
            due.add((now.get() - begin) / TICK + ticks + 1);
            Runnable cancel = wheel.after(ticks * TICK, () -> {
                if (due.get(index) < 0 || due.get(index) > (now.get() - begin) / TICK) {
                    wrong.add(index); // cancelled, run twice, or too early
                }
                due.set(index, -1L);
            });
            if (random.nextInt(4) > 0) {
                cancel.run();
                due.set(index, -1L);
            }
            if (random.nextInt(20) == 0) {
                long step = random.nextInt(100) == 0 ? 2L * TimerWheel.SLOTS : random.nextInt(5);
                passTicks(step);
                long tick = (now.get() - begin) / TICK;
                assertThat(due).noneMatch(time -> time > 0 && time <= tick);
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void its_thread_sleeps_without_tasks_and_wakes_up_for_one() throws InterruptedException {
        TimerWheel own = new TimerWheel(System::nanoTime, "test-wheel").start();
        for (int i = 0; i < 3; i++) {
            CountDownLatch done = new CountDownLatch(1);
            own.after(0, done::countDown);
            assertThat(done.await(200, TimeUnit.SECONDS)).isTrue();
            while (!own.isAsleep()) {
                Thread.onSpinWait();
            }
        }
        own.interrupt();
        CountDownLatch later = new CountDownLatch(1);
        own.after(0, later::countDown);
        assertThat(later.await(200, TimeUnit.SECONDS)).isTrue();
        own.close();
        own.awaitEnd();
    }
}
