package dev.rmx.dns;

/** The record types that a check asks for, each with the kind of data that answers it. */
public enum RecordType {
    /** IPv4 addresses (RFC 1035). */
    A(DnsData.Addresses.class),
    /** IPv6 addresses (RFC 3596). */
    AAAA(DnsData.Addresses.class),
    /** Address prefix lists (RFC 3123). */
    APL(DnsData.PrefixLists.class),
    /** Mail exchanges (RFC 1035). */
    MX(DnsData.Exchanges.class),
    /** The names of an address (RFC 1035). */
    PTR(DnsData.Names.class),
    /** RMX records of the RMX type. */
    RMX(DnsData.RmxRecords.class),
    /** RMX records in TXT encoding ([TXT-1]); TXT that is not RMX counts as absent ([TXT-2]). */
    TXT(DnsData.RmxRecords.class);

    private final Class<? extends DnsData> dataType;

    RecordType(Class<? extends DnsData> dataType) {
        this.dataType = dataType;
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
