package dev.rmx.testkit.quarantine;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rmx.RmxOutcome;
import dev.rmx.quarantine.Decision;
import dev.rmx.receive.Finding;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The kill tests would report a lost, invented or twice decided message. */
class LedgerTest {
    private static final Decision GRANTED = new Decision(Finding.of(RmxOutcome.GRANTED, ""), Decision.Source.DNS);
    private static final Decision DENIED = new Decision(Finding.of(RmxOutcome.DENIED, ""), Decision.Source.DNS);

    @TempDir
    Path directory = Path.of(".");

    private interface Story {
        void in(Journal journal) throws Exception;
    }

    private Ledger after(Story story) throws Exception {
        try (Journal journal = new Journal(directory.resolve("one" + Journal.SUFFIX))) {
            journal.trying("m");
            journal.held("m");
            story.in(journal);
        }
        return Ledger.of(directory);
    }

    @Test
    void TEMP_3_a_message_may_come_back_twice_with_one_decision() throws Exception {
        after(journal -> {
                    journal.back("m", GRANTED);
                    journal.back("m", GRANTED);
                })
                .check();
    }

    @Test
    void TEMP_3_a_lost_message_is_reported() throws Exception {
        Ledger ledger = after(journal -> {});
        assertThatThrownBy(ledger::check).hasMessageContaining("held, and never handed back");
    }

    @Test
    void TEMP_3_an_invented_message_is_reported() throws Exception {
        Ledger ledger = after(journal -> {
            journal.back("m", GRANTED);
            journal.back("n", GRANTED);
        });
        assertThatThrownBy(ledger::check).hasMessageContaining("handed back, and never held");
    }

    @Test
    void TEMP_3_a_changed_decision_is_reported() throws Exception {
        Ledger ledger = after(journal -> {
            journal.back("m", GRANTED);
            journal.back("m", DENIED);
        });
        assertThatThrownBy(ledger::check).hasMessageContaining("several decisions");
    }
}
