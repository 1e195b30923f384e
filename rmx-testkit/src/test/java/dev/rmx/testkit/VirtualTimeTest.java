package dev.rmx.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

@SuppressWarnings("FutureReturnValueIgnored") // the tests look at what the tasks did
class VirtualTimeTest {
    private final VirtualTime time = new VirtualTime();
    private final Instant start = time.instant();
    /** Which task ran when, in seconds after the start. */
    private final List<String> ran = new ArrayList<>();

    private Runnable task(String name) {
        return () ->
                ran.add(name + " at " + Duration.between(start, time.instant()).toSeconds());
    }

    @Test
    void tasks_run_in_order_and_see_their_due_time() throws Exception {
        Future<?> second = time.schedule(task("b"), 2, TimeUnit.SECONDS);
        time.schedule(task("a"), 1, TimeUnit.SECONDS);
        time.schedule(task("c"), 2, TimeUnit.SECONDS);
        Future<String> later = time.schedule(() -> "value", 10, TimeUnit.SECONDS);

        time.pass(Duration.ofSeconds(5));

        assertThat(ran).containsExactly("a at 1", "b at 2", "c at 2");
        assertThat(second).isDone();
        assertThat(later).isNotDone();
        assertThat(time.instant()).isEqualTo(start.plusSeconds(5));
        time.pass(Duration.ofSeconds(5));
        assertThat(later.get()).isEqualTo("value");
    }

    @Test
    void a_task_scheduled_by_a_task_runs_if_due() {
        time.schedule(() -> time.schedule(task("next"), 1, TimeUnit.SECONDS), 1, TimeUnit.SECONDS);

        time.pass(Duration.ofSeconds(2));

        assertThat(ran).containsExactly("next at 2");
    }

    @Test
    void a_periodic_task_runs_until_it_is_cancelled() {
        ScheduledFuture<?> periodic = time.scheduleAtFixedRate(task("tick"), 0, 2, TimeUnit.SECONDS);
        time.pass(Duration.ZERO);
        time.pass(Duration.ofSeconds(4));
        assertThat(periodic.getDelay(TimeUnit.SECONDS)).isEqualTo(2);
        periodic.cancel(false);

        time.pass(Duration.ofSeconds(10));

        assertThat(ran).containsExactly("tick at 0", "tick at 2", "tick at 4");
        assertThat(time.waiting()).isZero();
    }

    @Test
    void a_cancelled_task_is_forgotten() {
        time.schedule(task("never"), 1, TimeUnit.SECONDS).cancel(false);

        assertThat(time.waiting()).isZero();
        time.pass(Duration.ofSeconds(2));
        assertThat(ran).isEmpty();
    }

    @Test
    void shutdown_refuses_new_tasks_and_drops_waiting_ones() {
        time.schedule(task("never"), 1, TimeUnit.SECONDS);
        time.execute(task("at once"));

        assertThat(time.shutdownNow()).hasSize(1);

        time.pass(Duration.ofSeconds(2));
        assertThat(ran).containsExactly("at once at 0");
        assertThat(time.isTerminated()).isTrue();
        assertThatThrownBy(() -> time.schedule(task("never"), 1, TimeUnit.SECONDS))
                .isInstanceOf(RejectedExecutionException.class);
        assertThatThrownBy(() -> time.execute(task("never"))).isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void time_does_not_pass_backwards() {
        assertThatThrownBy(() -> time.pass(Duration.ofSeconds(-1))).hasMessageContaining("PT-1S");
    }
}
