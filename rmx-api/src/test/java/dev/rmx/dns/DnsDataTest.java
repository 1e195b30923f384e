package dev.rmx.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.rmx.record.DomainName;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DnsDataTest {
    @Test
    void LOOK_2_an_answer_without_records_is_not_found_but_absent() {
        assertThatIllegalArgumentException().isThrownBy(() -> new DnsData.Addresses(List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> new DnsData.Names(List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> new DnsData.Exchanges(List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> new DnsData.PrefixLists(List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> new DnsData.RmxRecords(List.of()));
    }

    @Test
    void EVAL_1_an_answer_does_not_change() {
        List<DomainName> names = new ArrayList<>(List.of(DomainName.ROOT));
        DnsData.Names data = new DnsData.Names(names);
        names.clear();
        assertThat(data.names()).containsExactly(DomainName.ROOT);
    }

    @Test
    void LOOK_1_a_question_shows_its_name_and_type() {
        assertThat(new DnsQuestion(DomainName.parse("_rmx.Example.org"), RecordType.TXT))
                .hasToString("_rmx.example.org TXT")
                .isEqualTo(new DnsQuestion(DomainName.parse("_RMX.example.org."), RecordType.TXT));
    }
}
