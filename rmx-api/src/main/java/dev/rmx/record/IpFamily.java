package dev.rmx.record;

/** The two families of IP addresses. A prefix of one family never holds an address of the other ([ENT-ip]). */
public enum IpFamily {
    /** IPv4: addresses of 32 bits. */
    IPV4(32),
    /** IPv6: addresses of 128 bits. */
    IPV6(128);

    private final int bits;

    IpFamily(int bits) {
        this.bits = bits;
    }

    /**
     * The length of an address of this family.
     *
     * @return 32 or 128, in bits
     */
    public int bits() {
        return bits;
    }

    /** The name as people write it: {@code IPv4} or {@code IPv6}. */
    @Override
    public String toString() {
        return this == IPV4 ? "IPv4" : "IPv6";
    }
}
