package dev.rmx.record;

import static dev.rmx.record.Records.record;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RmxRecordTest {
    private static RmxRecord concatenate(String... records) {
        return RmxRecord.concatenate(Stream.of(records).map(Records::record).toList());
    }

    @Test
    void REC_1_a_record_is_an_ordered_list_of_zero_or_more_entries() {
        assertThat(RmxRecord.of()).isEqualTo(record("")).hasToString("");
        assertThat(RmxRecord.of(new RmxEntry.Full(), new RmxEntry.Unused())).isEqualTo(record("full: unused:"));
        assertThat(record("full: unused:")).isNotEqualTo(record("unused: full:"));
    }

    @Test
    void REC_1_a_record_is_immutable() {
        List<RmxEntry> entries = new ArrayList<>();
        RmxRecord record = new RmxRecord(entries);
        entries.add(new RmxEntry.Full());
        assertThat(record.entries()).isEmpty();
    }

    @Test
    void REC_3_entries_are_concatenated_in_the_order_of_wire_forms() {
        assertThat(concatenate("ipv4:10.0.0.0/8 unused:", "ipv4:10.0.0.0/8 host:a.example", "ipv4:10.0.0.0/8"))
                .hasToString("ipv4:10.0.0.0/8 ipv4:10.0.0.0/8 host:a.example ipv4:10.0.0.0/8 unused:");
    }

    @Test
    void REC_3_the_first_octet_is_negation_and_code() {
        assertThat(concatenate(
                        "!ipv4:1.2.3.4",
                        "mx:",
                        "mapped:",
                        "full:",
                        "unused:",
                        "domain:",
                        "apl:a",
                        "host:a",
                        "ipv6:::",
                        ""))
                .hasToString("ipv6:: host:a apl:a domain: unused: full: mapped: mx: !ipv4:1.2.3.4"
                        .replace("ipv6::", "ipv6:::"));
    }

    @Test
    void REC_3_prefixes_sort_by_length_then_bits() {
        assertThat(concatenate("ipv4:1.0.0.0", "ipv4:200.0.0.0/8", "ipv4:100.0.0.0/8", "ipv4:0.0.0.0/0"))
                .hasToString("ipv4:0.0.0.0/0 ipv4:100.0.0.0/8 ipv4:200.0.0.0/8 ipv4:1.0.0.0");
    }

    @Test
    void REC_3_names_sort_by_label_length_then_octets() {
        assertThat(concatenate("host:aa", "host:z", "host:z.a", "host:a.z", "host:\\200"))
                .hasToString("host:a.z host:z host:z.a host:\\200 host:aa");
        assertThat(concatenate("domain:a", "domain:")).hasToString("domain: domain:a");
    }

    @Test
    void REC_3_a_record_that_occurs_twice_counts_once() {
        assertThat(concatenate("host:a.example", "host:A.Example.", "ipv4:10.1.2.3/8", "ipv4:10.9.9.9/8"))
                .hasToString("ipv4:10.0.0.0/8 host:a.example");
    }

    @Test
    void REC_3_an_entry_that_occurs_in_two_records_stays_in_both() {
        assertThat(concatenate("mx: full:", "mx:")).hasToString("mx: mx: full:");
        assertThat(concatenate("mx: mx:")).hasToString("mx: mx:");
    }
}
