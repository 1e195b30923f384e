package dev.rmx.codec.lint;

import dev.rmx.record.IpPrefix;
import java.util.List;
import java.util.Optional;

/**
 * A range from which no mail comes over the Internet (RFC 6890 and its successors).
 *
 * @param prefix the range
 * @param rule the rule that finds it
 * @param name what it is for
 */
record SpecialRange(IpPrefix prefix, LintRule rule, String name) {
    private static final List<SpecialRange> ALL = List.of(
            of("10.0.0.0/8", LintRule.PRIVATE_RANGE, "private addresses (RFC 1918)"),
            of("172.16.0.0/12", LintRule.PRIVATE_RANGE, "private addresses (RFC 1918)"),
            of("192.168.0.0/16", LintRule.PRIVATE_RANGE, "private addresses (RFC 1918)"),
            of("100.64.0.0/10", LintRule.PRIVATE_RANGE, "addresses that providers share (RFC 6598)"),
            of("127.0.0.0/8", LintRule.PRIVATE_RANGE, "loopback"),
            of("169.254.0.0/16", LintRule.PRIVATE_RANGE, "link-local addresses"),
            of("0.0.0.0/8", LintRule.PRIVATE_RANGE, "\"this network\""),
            of("198.18.0.0/15", LintRule.PRIVATE_RANGE, "benchmarks (RFC 2544)"),
            of("::1", LintRule.PRIVATE_RANGE, "loopback"),
            of("::", LintRule.PRIVATE_RANGE, "no address"),
            of("fc00::/7", LintRule.PRIVATE_RANGE, "unique local addresses (RFC 4193)"),
            of("fe80::/10", LintRule.PRIVATE_RANGE, "link-local addresses"),
            of("fec0::/10", LintRule.PRIVATE_RANGE, "site-local addresses (RFC 3879)"),
            of("192.0.2.0/24", LintRule.DOCUMENTATION_RANGE, "documentation (RFC 5737)"),
            of("198.51.100.0/24", LintRule.DOCUMENTATION_RANGE, "documentation (RFC 5737)"),
            of("203.0.113.0/24", LintRule.DOCUMENTATION_RANGE, "documentation (RFC 5737)"),
            of("2001:db8::/32", LintRule.DOCUMENTATION_RANGE, "documentation (RFC 3849)"),
            of("3fff::/20", LintRule.DOCUMENTATION_RANGE, "documentation (RFC 9637)"),
            of("224.0.0.0/4", LintRule.MULTICAST_RANGE, "multicast"),
            of("240.0.0.0/4", LintRule.MULTICAST_RANGE, "no use yet (RFC 1112)"),
            of("ff00::/8", LintRule.MULTICAST_RANGE, "multicast"));

    private static SpecialRange of(String prefix, LintRule rule, String name) {
        return new SpecialRange(IpPrefix.parse(prefix), rule, name);
    }

    /** The range that holds a whole prefix. */
    static Optional<SpecialRange> around(IpPrefix prefix) {
        return ALL.stream()
                .filter(range -> prefix.length() >= range.prefix().length()
                        && range.prefix().contains(prefix.address()))
                .findFirst();
    }
}
