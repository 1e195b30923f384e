package dev.rmx.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.rmx.record.AplItem;
import dev.rmx.record.AplRecord;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import dev.rmx.record.IpPrefix;
import dev.rmx.record.Records;
import dev.rmx.record.RmxEntry;
import dev.rmx.record.RmxRecord;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DnsDataTest {
    @Test
    void LOOK_2_data_without_records_are_refused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new DnsData.Addresses(List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> new DnsData.Names(List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> new DnsData.Exchanges(List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> new DnsData.PrefixLists(List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> new DnsData.RmxRecords(List.of()));
    }

    @Test
    void EVAL_1_an_answer_is_immutable() {
        List<DomainName> names = new ArrayList<>(List.of(DomainName.ROOT));
        DnsData.Names data = new DnsData.Names(names);
        names.clear();
        assertThat(data.names()).containsExactly(DomainName.ROOT);
    }

    @Test
    void REC_3_several_records_make_one_in_any_order() {
        RmxRecord one = Records.record("ipv4:192.0.2.1");
        RmxRecord other = Records.record("mx: unused:");
        DnsData.RmxRecords data = new DnsData.RmxRecords(List.of(other, one));

        assertThat(data.record()).isEqualTo(Records.record("ipv4:192.0.2.1 mx: unused:"));
        assertThat(new DnsData.RmxRecords(List.of(one, other)).record()).isEqualTo(data.record());
        assertThat(data)
                .isEqualTo(new DnsData.RmxRecords(List.of(other, one)))
                .hasSameHashCodeAs(new DnsData.RmxRecords(List.of(other, one)))
                .isNotEqualTo(new DnsData.RmxRecords(List.of(one)));
    }

    @Test
    void LIM_2_names_are_kept_once_in_canonical_order_and_cut() {
        List<DomainName> names = new ArrayList<>();
        for (int i = 0; i < 4_096; i++) {
            names.add(DomainName.parse(String.format("n%04d.example", i)));
        }
        List<DomainName> first = names.subList(0, DnsData.MOST_NAMES);
        List<DomainName> shuffled = new ArrayList<>(names);
        shuffled.addAll(names);
        Collections.shuffle(shuffled, new Random(1));

        assertThat(new DnsData.Names(shuffled).names()).isEqualTo(first);
        assertThat(new DnsData.Names(shuffled)).isEqualTo(new DnsData.Names(names));
    }

    @Test
    void LIM_2_exchanges_are_kept_by_preference_then_name_and_each_host_once() {
        DnsData.Exchanges data = new DnsData.Exchanges(List.of(
                exchange(20, "a.example"),
                exchange(10, "b.example"),
                exchange(5, "a.example"),
                exchange(10, "aa.example")));
        assertThat(data.exchanges())
                .containsExactly(exchange(5, "a.example"), exchange(10, "aa.example"), exchange(10, "b.example"));

        List<DnsData.Exchange> many = new ArrayList<>();
        for (int i = 0; i < 4_096; i++) {
            many.add(exchange(i % 7, "h" + i + ".example"));
        }
        assertThat(new DnsData.Exchanges(many).exchanges())
                .hasSize(DnsData.MOST_NAMES)
                .allMatch(exchange -> exchange.preference() == 0);
    }

    @Test
    void LIM_4_an_address_among_many_is_found_by_binary_search() {
        List<IpAddress> addresses = new ArrayList<>();
        for (int i = 0; i < 4_096; i++) {
            addresses.add(IpAddress.parse("192.0." + i / 256 + "." + i % 256));
        }
        Collections.shuffle(addresses, new Random(1));
        DnsData.Addresses data = new DnsData.Addresses(addresses);
        assertThat(data.addresses()).isSorted().hasSize(4_096);
        assertThat(addresses).allMatch(data::contains);
        assertThat(data.contains(IpAddress.parse("192.0.16.0"))).isFalse();
        assertThat(data.contains(IpAddress.parse("2001:db8::1"))).isFalse();
    }

    @Test
    void LIM_4_questions_with_equal_hash_codes_have_an_order() {
        DnsQuestion one = new DnsQuestion(DomainName.parse("an.example"), RecordType.RMX);
        DnsQuestion other = new DnsQuestion(DomainName.parse("c0.example"), RecordType.RMX);
        assertThat(one.name()).hasSameHashCodeAs(other.name());
        // HashMap and ConcurrentHashMap search a bin as an ordered tree only if the key class declares this
        assertThat(DnsQuestion.class.getGenericInterfaces()[0].getTypeName())
                .isEqualTo("java.lang.Comparable<dev.rmx.dns.DnsQuestion>");
        assertThat(one.compareTo(other)).isNegative();
        assertThat(other.compareTo(one)).isPositive();
        assertThat(one.compareTo(new DnsQuestion(DomainName.parse("AN.example"), RecordType.RMX)))
                .isZero();
        assertThat(one.compareTo(new DnsQuestion(one.name(), RecordType.A))).isNotZero();
    }

    @Test
    void LIM_4_joined_records_have_no_more_entries_than_one() {
        RmxRecord most = new RmxRecord(Collections.nCopies(RmxRecord.MAX_ENTRIES, new RmxEntry.Mx(false)));
        assertThat(new DnsData.RmxRecords(List.of(most)).record()).isSameAs(most);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DnsData.RmxRecords(List.of(most, Records.record("unused:"))))
                .withMessageContaining("16384");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> new RmxRecord(Collections.nCopies(RmxRecord.MAX_ENTRIES + 1, new RmxEntry.Mx(false))));
        AplRecord longest = new AplRecord(
                Collections.nCopies(AplRecord.MAX_ITEMS, new AplItem(false, IpPrefix.parse("192.0.2.0/24"))));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DnsData.PrefixLists(List.of(longest, Records.apl("1:192.0.2.1/32"))))
                .withMessageContaining("16384");
    }

    private static DnsData.Exchange exchange(int preference, String host) {
        return new DnsData.Exchange(preference, DomainName.parse(host));
    }

    @Test
    void LOOK_1_a_question_shows_its_name_and_type() {
        assertThat(new DnsQuestion(DomainName.parse("_rmx.Example.org"), RecordType.RMX_TXT))
                .hasToString("_rmx.example.org TXT")
                .isEqualTo(new DnsQuestion(DomainName.parse("_RMX.example.org."), RecordType.RMX_TXT));
    }
}
