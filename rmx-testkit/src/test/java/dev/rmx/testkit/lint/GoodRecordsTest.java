package dev.rmx.testkit.lint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rmx.PublishedForm;
import dev.rmx.codec.lint.LintFinding;
import dev.rmx.codec.lint.LintRecord;
import dev.rmx.codec.lint.LintReport;
import dev.rmx.codec.lint.LintRule;
import dev.rmx.codec.lint.LintSeverity;
import dev.rmx.codec.lint.RecordLint;
import dev.rmx.record.RmxRecord;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No false alarm on records as they are published; and every record, whatever is in it, is linted in bounded time. */
class GoodRecordsTest {
    /** The shapes of records that large senders publish or tell their customers to publish, and the draft's samples. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "v=spf1 include:_spf.google.com ~all",
                "v=spf1 redirect=_spf.google.com",
                "v=spf1 include:_netblocks.google.com include:_netblocks2.google.com include:_netblocks3.google.com ~all",
                "v=spf1 ip6:2001:4860:4000::/36 ip6:2404:6800:4000::/36 ip6:2607:f8b0:4000::/36 ip6:2800:3f0:4000::/36"
                        + " ip6:2a00:1450:4000::/36 ip6:2c0f:fb50:4000::/36 ~all",
                "v=spf1 include:spf.protection.outlook.com -all",
                "v=spf1 ip4:40.92.0.0/15 ip4:40.107.0.0/16 ip4:52.100.0.0/15 ip4:52.102.0.0/16 ip4:52.103.0.0/17"
                        + " ip4:104.47.0.0/17 ip6:2a01:111:f400::/48 ip6:2a01:111:f403::/49 -all",
                "v=spf1 include:servers.mcsv.net include:sendgrid.net ip4:8.8.4.0/24 mx a ~all",
                "v=spf1 include:amazonses.com include:_spf.salesforce.com include:mail.zendesk.com -all",
                "v=spf1 exists:%{i}._spf.mta.salesforce.com -all",
                "v=spf1 include:%{ir}.%{v}.%{d}.spf.has.pphosted.com ~all",
                "v=spf1 a:mail.example.org mx:example.net ip4:198.41.0.4 ?include:example.com -all exp=why.example.org",
                "v=spf1 -all",
                "v=spf1 mx ra=postmaster rp=100 -all",
                "V=SPF1 MX -ALL",
                "apl:relays.rackland.de",
                "host:mail.rackland.de !ipv4:1.2.3.5 ipv4:1.2.3.0/24",
                "unused:",
                "mx: domain:",
                "full: ipv4:8.8.4.4",
                "host:relay.provider.de",
                "!mx: ipv4:8.8.4.0/24 ipv6:2a00:1450::/32",
                "!ipv4:8.8.4.5 ipv4:8.8.4.0/24 !ipv4:8.8.0.0/16 ipv4:8.0.0.0/9"
            })
    void LINT_2_good_records_give_no_warning(String record) {
        assertThat(RecordLint.DEFAULT.lint(record).findings())
                .filteredOn(finding -> finding.rule() != LintRule.MANY_ADDRESSES)
                .isEmpty();
        assertThat(RecordLint.DEFAULT.lint(record).worst()).isNotEqualTo(Optional.of(LintSeverity.WARNING));
    }

    @Test
    void LINT_1_a_finding_says_which_entry_it_is_about_and_what_would_be_right() {
        LintFinding finding = RecordLint.DEFAULT
                .lint("mx: ipv4:6.1.2.0/24\t!1:6.1.2.5")
                .findings()
                .get(0);

        assertThat(finding.rule().id()).isEqualTo("negation-too-late");
        assertThat(finding.severity()).hasToString("error");
        assertThat(finding.domain()).isEmpty();
        assertThat(finding.record().form()).isEqualTo(PublishedForm.RMX);
        assertThat(finding.place()).contains(new LintFinding.Place(20, "!1:6.1.2.5"));
        assertThat(finding.what())
                .isEqualTo("!ipv4:6.1.2.5 excepts nobody: ipv4:6.1.2.0/24, before it, lets mail from 6.1.2.5 pass");
        assertThat(finding.right()).isEqualTo("put !ipv4:6.1.2.5 before ipv4:6.1.2.0/24");
    }

    @Test
    void LINT_1_what_comes_from_the_record_is_printable() {
        List<LintFinding> findings =
                RecordLint.DEFAULT.lint("host:a\u001b[31m \u202emx:").findings();

        assertThat(findings)
                .isNotEmpty()
                .allSatisfy(finding -> assertThat(finding.toString()).matches("[ -~]*"));
    }

    @Test
    void LINT_2_four_neighbours_are_merged_into_one() {
        LintReport report = RecordLint.DEFAULT.lint(
                "ipv4:6.1.2.192/26 ipv4:6.1.2.0/26 mx: ipv4:6.1.2.64/26" + " ipv4:6.1.2.128/26");

        assertThat(report.findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.what())
                        .startsWith(
                                "ipv4:6.1.2.192/26 and ipv4:6.1.2.0/26, ipv4:6.1.2.64/26, ipv4:6.1.2.128/26 are together"
                                        + " 6.1.2.0/24"));
    }

    @Test
    void LINT_2_the_number_of_addresses_is_an_option() {
        RecordLint strict = RecordLint.DEFAULT.withMostAddresses(BigInteger.valueOf(256));

        assertThat(strict.lint("ipv4:6.1.2.0/24").findings()).isEmpty();
        assertThat(strict.lint("!ipv4:6.1.2.0 ipv4:6.1.2.0/24 ipv4:6.1.3.0").findings())
                .isEmpty();
        assertThat(strict.lint("ipv4:6.1.2.0/24 ipv4:6.1.3.0").findings())
                .extracting(LintFinding::rule)
                .containsExactly(LintRule.MANY_ADDRESSES);
    }

    @Test
    void LINT_2_records_in_TXT_and_in_SPF_are_linted_apart() {
        LintReport report = RecordLint.DEFAULT.lint(List.of(
                LintRecord.of(Optional.empty(), "v=spf1 -all"),
                LintRecord.of(Optional.empty(), "\"!ipv4:6.1.2.5 mx:\""),
                LintRecord.of(Optional.empty(), "ipv4:6.1.2.5")));

        assertThat(report.findings()).isEmpty();
    }

    @Test
    void LINT_2_DMP_has_nothing_to_lint() {
        assertThatThrownBy(() -> new LintRecord(Optional.empty(), PublishedForm.DMP, "dmp=allow"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("lint reads RMX, RMX-TXT and SPF, not DMP");
    }

    @Test
    void a_report_keeps_twenty_findings_of_each_rule_and_counts_the_others() {
        String text = "mx: ".repeat(30) + "ipv4:10.0.0.1";

        LintReport report = RecordLint.DEFAULT.lint(text);

        assertThat(report.findings())
                .filteredOn(finding -> finding.rule() == LintRule.DUPLICATE)
                .hasSize(20);
        assertThat(report.findings()).extracting(LintFinding::rule).contains(LintRule.PRIVATE_RANGE);
        assertThat(report.leftOut()).isEqualTo(9);
    }

    /** Records of as many entries as there can be, each of which costs much in some search. */
    @SuppressWarnings("ImmutableEnumChecker") // the functions hold nothing
    private enum Hostile {
        SAME_ADDRESS(i -> "ipv4:1.2.3.4/" + i % 33),
        NEIGHBOURS(i -> "ipv4:6.1." + i / 256 + "." + i % 256),
        NESTED(i -> (i % 2 == 0 ? "!" : "") + "ipv6:2a00::/" + i % 129),
        CHANCE(i -> {
            Random random = new Random(i);
            return (random.nextBoolean() ? "!" : "") + "ipv6:" + Integer.toHexString(random.nextInt(1 << 16)) + "::/"
                    + random.nextInt(129);
        }),
        NAMES(i -> "host:a" + i + ".example.org"),
        STRINGS(i -> "\"\"".repeat(2) + "\"a\""),
        SPF_PREFIXES(i -> i == 0 ? "v=spf1" : i < 4_000 ? "ip4:9." + i % 256 + "." + i / 256 + ".0" : ""),
        SPF_TERMS(i -> i == 0 ? "v=spf1" : i % 2 == 0 ? "mx" : "-a");

        private final IntFunction<String> entry;

        Hostile(IntFunction<String> entry) {
            this.entry = entry;
        }
    }

    @BeforeAll
    static void readTheClockOfThreads() {
        Module here = GoodRecordsTest.class.getModule();
        ModuleLayer.boot().findModule("java.management").ifPresent(management -> here.addReads(management));
    }

    @ParameterizedTest
    @EnumSource
    void LIM_4_a_record_of_all_entries_is_linted_in_bounded_time(Hostile hostile) {
        String entries = IntStream.range(0, RmxRecord.MAX_ENTRIES)
                .mapToObj(hostile.entry)
                .collect(Collectors.joining(" "));
        LintRecord record = LintRecord.of(Optional.empty(), entries.strip());
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 5 && best > 1_000_000_000; i++) {
            long begin = threads.getCurrentThreadCpuTime();
            assertThat(RecordLint.DEFAULT.lint(List.of(record, record)).findings())
                    .isNotEmpty();
            best = Math.min(best, threads.getCurrentThreadCpuTime() - begin);
        }

        assertThat(best).as("ns of processor time").isLessThan(5_000_000_000L);
    }
}
