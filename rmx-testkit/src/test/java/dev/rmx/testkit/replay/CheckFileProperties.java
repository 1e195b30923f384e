package dev.rmx.testkit.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.RecordedCheck;
import dev.rmx.RmxResult;
import dev.rmx.RmxStep;
import dev.rmx.RmxVerdict;
import dev.rmx.testkit.fuzz.CheckFileFuzz;
import dev.rmx.testkit.jqwik.FormArbitraries;
import dev.rmx.testkit.jqwik.RecordedChecks;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;

/** What is written reads back as an equal check with an equal verdict, whatever the check ([EXPL-2]). */
class CheckFileProperties {
    private static final int TRIES = 300;

    @Provide
    Arbitrary<RecordedCheck> checksOfWorlds() {
        return RecordedChecks.ofWorlds();
    }

    @Provide
    Arbitrary<RecordedCheck> anyChecks() {
        return RecordedChecks.ofAnything();
    }

    @Provide
    Arbitrary<String> damagedFiles() {
        return FormArbitraries.damagedTexts(RecordedChecks.ofWorlds().map(CheckFile::write));
    }

    @Property(tries = TRIES, edgeCases = EdgeCasesMode.NONE)
    @StatisticsReport(onFailureOnly = true)
    void EXPL_2_a_file_replays_to_the_same_verdict(@ForAll("checksOfWorlds") RecordedCheck check) {
        RmxStep before = check.replay();
        RmxStep after = readBack(check).replay();

        if (before instanceof RmxVerdict verdict) {
            assertThat(RecordedChecks.all((RmxVerdict) after)).isEqualTo(RecordedChecks.all(verdict));
            Statistics.collect(verdict.result());
        } else {
            assertThat(after).isEqualTo(before);
            Statistics.collect("open");
        }
        Statistics.coverage(coverage -> {
            for (RmxResult result : RmxResult.values()) {
                coverage.check(result).count(count -> count > 0);
            }
        });
    }

    @Property(tries = TRIES / 2, edgeCases = EdgeCasesMode.NONE)
    void EXPL_2_any_check_reads_back_as_an_equal_one(@ForAll("anyChecks") RecordedCheck check) {
        readBack(check);
    }

    @Property(tries = TRIES, edgeCases = EdgeCasesMode.NONE)
    void EXPL_2_a_damaged_file_is_read_or_refused(@ForAll("damagedFiles") String text) {
        CheckFileFuzz.fuzzerTestOneInput(text.getBytes(StandardCharsets.UTF_8));
    }

    private static RecordedCheck readBack(RecordedCheck check) {
        String text = CheckFile.write(check);
        CheckFile read = CheckFile.read(text);

        assertThat(text).matches("[ -~\n]+");
        assertThat(read.differences()).isEmpty();
        assertThat(read.check()).isEqualTo(check);
        assertThat(List.copyOf(read.check().answers().keySet()))
                .isEqualTo(List.copyOf(check.answers().keySet()));
        return read.check();
    }
}
