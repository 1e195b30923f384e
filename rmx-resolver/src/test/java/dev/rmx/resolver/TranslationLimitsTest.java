package dev.rmx.resolver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rmx.codec.RmxFormatException;
import dev.rmx.codec.RmxText;
import dev.rmx.codec.SpfText;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsData;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import dev.rmx.record.RmxRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a translation costs at the most. */
class TranslationLimitsTest {
    private static final DomainName SUBJECT = DomainName.parse("example.org");

    private final List<DnsQuestion> asked = new ArrayList<>();

    /** The subject's SPF record is given; every other name has an SPF record with one prefix, and one address. */
    private RmxExpander expander(String spf, Duration deadline) {
        return new RmxExpander(
                (question, budget) -> {
                    asked.add(question);
                    return CompletableFuture.completedFuture(answer(spf, question));
                },
                deadline);
    }

    private static DnsAnswer answer(String spf, DnsQuestion question) {
        try {
            return switch (question.type()) {
                case SPF ->
                    found(new DnsData.Spf(SpfText.parse(
                            question.name().equals(SUBJECT)
                                    ? spf
                                    : "v=spf1 ip4:198.51.100.1 exists:%{i}.x.example -all")));
                case A -> found(new DnsData.Addresses(List.of(IpAddress.parse("192.0.2.1"))));
                default -> new DnsAnswer.Absent(Instant.MAX, false);
            };
        } catch (RmxFormatException e) {
            throw new AssertionError(e);
        }
    }

    private static DnsAnswer found(DnsData data) {
        return new DnsAnswer.Found(data, Instant.MAX, false);
    }

    private static String many(int count, String text) {
        return IntStream.range(0, count).mapToObj(i -> text + i + ".example").collect(Collectors.joining(" "));
    }

    @Test
    void LIM_4_a_record_of_SPF_is_translated_as_far_as_it_is_evaluated() throws TranslationException {
        String record = "v=spf1 " + many(3_000, "include:i") + " -all";
        RecordTranslation<RmxRecord> translated =
                SpfToRmx.translate(expander(record, Duration.ofDays(1)), SUBJECT, Optional.empty());

        assertThat(asked).hasSizeLessThan(30);
        assertThat(translated.changed().isEmpty()).isFalse(); // who comes to the eleventh term has permerror
    }

    @Test
    void LIM_4_a_record_of_RMX_is_translated_as_far_as_it_is_evaluated()
            throws TranslationException, RmxFormatException {
        RmxRecord record = RmxText.parse(many(3_000, "host:h") + " ipv4:0.0.0.0/0 ipv6:::/0");
        RmxToSpf.translate(expander("v=spf1 -all", Duration.ofDays(1)), SUBJECT, record);

        assertThat(asked).hasSizeLessThan(30);
    }

    @Test
    void LIM_4_what_takes_more_entries_than_a_record_has_is_refused() {
        String record = "v=spf1 "
                + IntStream.range(0, 150)
                        .mapToObj(i -> "-ip6:" + Integer.toHexString(i + 1) + "::1")
                        .collect(Collectors.joining(" "))
                + " include:all.example -all";
        RmxExpander expander = new RmxExpander(
                (question, budget) -> CompletableFuture.completedFuture(
                        question.type() == RecordType.SPF && !question.name().equals(SUBJECT)
                                ? answer(
                                        record.replace("include:all.example -all", "ip6:::/0 -all"),
                                        new DnsQuestion(SUBJECT, RecordType.SPF))
                                : answer(record, question)),
                Duration.ofDays(1));

        assertThatThrownBy(() -> SpfToRmx.translate(expander, SUBJECT, Optional.empty()))
                .isInstanceOf(TranslationException.class)
                .hasMessageContaining("more than the 16384 entries");
    }

    @Test
    void LIM_3_nothing_is_listed_after_the_deadline() {
        assertThatThrownBy(() -> SpfToRmx.translate(expander("v=spf1 -all", Duration.ZERO), SUBJECT, Optional.empty()))
                .isInstanceOfSatisfying(
                        TranslationException.class,
                        e -> assertThat(e.kind()).isEqualTo(TranslationException.Kind.TEMPORARY));
    }
}
