package dev.rmx.resolver.dnsjava;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.resolver.HeldTimer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How many queries go to a server at a time. The timer runs only when a test says so. */
@Timeout(60)
class SendWindowTest {
    private final HeldTimer timer = new HeldTimer();
    private final ResolverThreads threads = new ResolverThreads(timer);
    private final AtomicLong now = new AtomicLong();
    private final SendWindow window = new SendWindow(threads, now::get);
    private final List<Integer> sent = new CopyOnWriteArrayList<>();
    private final List<SendWindow.Turn> turns = new ArrayList<>();

    @AfterEach
    void close() {
        threads.close();
    }

    private void begin(int count) {
        for (int i = 0; i < count; i++) {
            int number = turns.size();
            turns.add(window.turn(() -> sent.add(number)));
            turns.get(number).begin();
        }
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
        timer.pass(time);
    }

    @Test
    void so_many_are_sent_at_once_and_the_others_in_order_as_responses_come() {
        begin(SendWindow.MOST + 3);
        assertThat(sent).hasSize(SendWindow.MOST);
        turns.get(7).end();
        assertThat(sent).hasSize(SendWindow.MOST + 1).endsWith(SendWindow.MOST);
        turns.get(7).end();
        assertThat(sent).as("after a second end of the same").hasSize(SendWindow.MOST + 1);
        turns.get(8).end();
        assertThat(sent).endsWith(SendWindow.MOST, SendWindow.MOST + 1);
    }

    @Test
    void one_that_is_given_up_while_it_waits_is_not_sent() {
        begin(SendWindow.MOST + 2);
        turns.get(SendWindow.MOST).end();
        turns.get(0).end();
        assertThat(sent).hasSize(SendWindow.MOST + 1).endsWith(SendWindow.MOST + 1);
        SendWindow.Turn never = window.turn(() -> sent.add(-1));
        never.end();
        never.begin();
        turns.get(1).end();
        assertThat(sent).doesNotContain(-1);
    }

    @Test
    void without_responses_the_waiting_ones_are_sent_a_moment_later() throws Exception {
        begin(3 * SendWindow.MOST);
        assertThat(sent).hasSize(SendWindow.MOST);
        for (int round = 2; round <= 3; round++) {
            timer.awaitTask(); // the thread that sends starts the timer
            pass(SendWindow.COUNTS_FOR);
            while (sent.size() < round * SendWindow.MOST) {
                Thread.onSpinWait();
            }
            assertThat(sent).hasSize(round * SendWindow.MOST);
        }
    }

    @Test
    void queries_without_a_response_for_a_while_hold_up_no_later_one() {
        int dead = SendWindow.MOST / 4;
        for (int round = 1; round <= 20; round++) { // in all far more than fit
            begin(dead);
            pass(SendWindow.COUNTS_FOR.dividedBy(3));
            assertThat(sent).hasSize(round * dead);
        }
        assertThat(timer.waiting()).isZero();
    }

    @Test
    void no_timer_runs_while_none_waits() {
        begin(SendWindow.MOST);
        assertThat(timer.waiting()).isZero();
    }

    @Test
    void threads_that_begin_and_end_at_once_send_everything_once() throws Exception {
        int each = 20_000;
        List<Thread> all = new ArrayList<>();
        List<Integer> counts = new CopyOnWriteArrayList<>();
        for (int thread = 0; thread < 4; thread++) {
            all.add(new Thread(() -> {
                int[] mine = new int[1];
                List<SendWindow.Turn> open = new ArrayList<>();
                for (int i = 0; i < each; i++) {
                    SendWindow.Turn turn = window.turn(() -> {
                        synchronized (mine) {
                            mine[0]++;
                        }
                    });
                    turn.begin();
                    open.add(turn);
                    if (open.size() == 60) { // four times 60 fit
                        open.forEach(SendWindow.Turn::end);
                        open.clear();
                    }
                }
                synchronized (mine) {
                    counts.add(mine[0]);
                }
            }));
        }
        all.forEach(Thread::start);
        for (Thread thread : all) {
            thread.join();
        }
        assertThat(counts).containsExactly(each, each, each, each);
    }
}
