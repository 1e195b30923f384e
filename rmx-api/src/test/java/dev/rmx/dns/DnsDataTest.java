package dev.rmx.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.rmx.record.DomainName;
import dev.rmx.record.Records;
import dev.rmx.record.RmxRecord;
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
    void REC_3_several_records_stand_for_one_whatever_their_order() {
        RmxRecord one = Records.record("ipv4:192.0.2.1");
        RmxRecord other = Records.record("mx: unused:");
        DnsData.RmxRecords data = new DnsData.RmxRecords(List.of(other, one));

        assertThat(data.concatenated()).isEqualTo(Records.record("ipv4:192.0.2.1 mx: unused:"));
        assertThat(data.concatenated()).as("made once").isSameAs(data.concatenated());
        assertThat(new DnsData.RmxRecords(List.of(one, other)).concatenated()).isEqualTo(data.concatenated());
        assertThat(data)
                .isEqualTo(new DnsData.RmxRecords(List.of(other, one)))
                .hasSameHashCodeAs(new DnsData.RmxRecords(List.of(other, one)))
                .isNotEqualTo(new DnsData.RmxRecords(List.of(one)));
    }

    @Test
    void LOOK_1_a_question_shows_its_name_and_type() {
        assertThat(new DnsQuestion(DomainName.parse("_rmx.Example.org"), RecordType.TXT))
                .hasToString("_rmx.example.org TXT")
                .isEqualTo(new DnsQuestion(DomainName.parse("_RMX.example.org."), RecordType.TXT));
    }
}
