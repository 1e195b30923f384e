package dev.rmx.dns;

import java.util.Optional;
import java.util.stream.Stream;

/** The record types that a check asks for, with the kind of data that answers each. */
public enum RecordType {
    /** IPv4 addresses (RFC 1035). */
    A("A", DnsData.Addresses.class),
    /** IPv6 addresses (RFC 3596). */
    AAAA("AAAA", DnsData.Addresses.class),
    /** Address prefix lists (RFC 3123). */
    APL("APL", DnsData.PrefixLists.class),
    /** Mail exchanges (RFC 1035). */
    MX("MX", DnsData.Exchanges.class),
    /** Names of an address (RFC 1035). */
    PTR("PTR", DnsData.Names.class),
    /** RMX records of the RMX type. */
    RMX("RMX", DnsData.RmxRecords.class),
    /** RMX records in TXT encoding ([TXT-1]); other TXT records count as absent ([TXT-2]). */
    RMX_TXT("TXT", DnsData.RmxRecords.class),
    /** SPF records; other TXT records count as absent ([SPF-1], RFC 7208 §4.5). */
    SPF("TXT", DnsData.Spf.class),
    /** The explanation of an SPF fail (RFC 7208 §6.2, [SPF-7]). */
    SPF_EXPLANATION("TXT", DnsData.SpfExplanation.class),
    /** DMP records; other TXT records count as absent ([DMP-1], [DMP-2]). */
    DMP("TXT", DnsData.Dmp.class);

    private final String mnemonic;
    private final Class<? extends DnsData> dataType;

    RecordType(String mnemonic, Class<? extends DnsData> dataType) {
        this.mnemonic = mnemonic;
        this.dataType = dataType;
    }

    /**
     * The mnemonic of the DNS type.
     *
     * @return a mnemonic such as {@code TXT}
     */
    public String mnemonic() {
        return mnemonic;
    }

    /**
     * The type with a DNS mnemonic.
     *
     * @param mnemonic a mnemonic in any case, such as {@code txt}
     * @return the first such type; empty if there is none
     */
    public static Optional<RecordType> ofMnemonic(String mnemonic) {
        return Stream.of(values())
                .filter(type -> type.mnemonic.equalsIgnoreCase(mnemonic))
                .findFirst();
    }

    /**
     * The kind of data that answers a question of this type.
     *
     * @return one of the kinds of {@link DnsData}
     */
    public Class<? extends DnsData> dataType() {
        return dataType;
    }
}
