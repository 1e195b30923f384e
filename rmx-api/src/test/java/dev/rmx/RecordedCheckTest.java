package dev.rmx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsData;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import dev.rmx.record.IpPrefix;
import dev.rmx.record.Records;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RecordedCheckTest {
    private static final RmxQuery QUERY = Dns.query("192.0.2.1", "user@example.org");
    private static final DnsQuestion RMX = question("example.org", RecordType.RMX);
    private static final DnsQuestion HOST = question("h.example", RecordType.A);
    private static final DnsData RECORD = new DnsData.RmxRecords(List.of(Records.record("host:h.example")));
    private static final DnsData ADDRESS = new DnsData.Addresses(List.of(IpAddress.parse("192.0.2.1")));

    private static DnsQuestion question(String name, RecordType type) {
        return new DnsQuestion(DomainName.parse(name), type);
    }

    private static DnsAnswer found(DnsData data) {
        return new DnsAnswer.Found(data, Dns.NOW, true);
    }

    private static RecordedCheck check(Map<DnsQuestion, DnsAnswer> answers) {
        return new RecordedCheck(new RmxVerifier(), QUERY, answers);
    }

    @Test
    void EXPL_2_a_recorded_check_gives_its_verdict_again() {
        RecordedCheck check = check(Map.of(RMX, found(RECORD), HOST, found(ADDRESS)));

        assertThat(check.verdict().mechanism()).contains("host:h.example");
        assertThat(check.verdict().validUntil()).contains(Dns.NOW);
        assertThat(check.replay()).hasToString(check.verdict().toString());
    }

    @Test
    void EXPL_2_a_record_without_all_answers_says_which_are_missing() {
        RecordedCheck check = check(Map.of(RMX, found(RECORD)));

        assertThat(check.replay()).isEqualTo(new RmxStep.Needs(Set.of(HOST)));
        assertThatIllegalStateException().isThrownBy(check::verdict);
    }

    @Test
    void EXPL_2_answers_are_copied_in_their_order() {
        Map<DnsQuestion, DnsAnswer> answers = new LinkedHashMap<>();
        answers.put(RMX, found(RECORD));
        answers.put(HOST, found(ADDRESS));
        RecordedCheck check = check(answers);
        answers.clear();

        assertThat(check.answers().keySet()).containsExactly(RMX, HOST);
    }

    @Test
    void EXPL_2_data_of_another_type_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> check(Map.of(RMX, found(ADDRESS))))
                .withMessageContaining("example.org RMX");
    }

    @Test
    void EXPL_2_verifiers_are_equal_if_all_that_decides_is() {
        RmxVerifier plain = new RmxVerifier();
        List<IpPrefix> relays = List.of(IpPrefix.parse("192.0.2.0/24"));
        List<RmxVerifier> others = List.of(
                new RmxVerifier(List.of(PublishedForm.SPF), RmxLimits.DEFAULT, List.of()),
                new RmxVerifier(RmxVerifier.DEFAULT_FORMS, new RmxLimits(9, 10), List.of()),
                new RmxVerifier(RmxVerifier.DEFAULT_FORMS, RmxLimits.DEFAULT, relays),
                plain.explaining(),
                plain.hearingDmpHelo());

        assertThat(plain).isEqualTo(new RmxVerifier()).hasSameHashCodeAs(new RmxVerifier());
        assertThat(others).doesNotHaveDuplicates().doesNotContain(plain);
        assertThat(others.stream().map(Object::toString)).doesNotHaveDuplicates();
        assertThat(others.get(2).trustedRelays()).isEqualTo(relays);
        assertThat(others.get(3).explains()).isTrue();
        assertThat(others.get(4).hearsDmpHelo()).isTrue();
        assertThat(plain.explains() || plain.hearsDmpHelo()).isFalse();
    }
}
