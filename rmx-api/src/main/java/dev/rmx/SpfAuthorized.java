package dev.rmx;

import dev.rmx.record.IpAddress;
import dev.rmx.record.IpPrefix;
import dev.rmx.record.IpRanges;
import dev.rmx.record.RmxEntry;
import dev.rmx.record.RmxRecord;
import dev.rmx.spf.SpfQualifier;
import dev.rmx.spf.SpfRecord;
import dev.rmx.spf.SpfTerm;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Counts the addresses that the records of an SPF pass authorize ([DISP-4]). */
final class SpfAuthorized {
    /** What a pass by {@code exists} or {@code ptr} counts: more than all addresses. */
    static final BigInteger BEYOND = BigInteger.ONE.shiftLeft(129);

    private static final IpPrefix ALL_IPV4 = IpPrefix.parse("0.0.0.0/0");
    private static final IpPrefix ALL_IPV6 = IpPrefix.parse("::/0");

    private SpfAuthorized() {}

    /**
     * The number of addresses that pass in the record of a step, or by the prefix that the last step matched.
     *
     * @param steps the subject's own term first, the term that decides last
     */
    static BigInteger addresses(List<SpfStep> steps, IpAddress client) {
        SpfTerm last = steps.isEmpty() ? null : steps.get(steps.size() - 1).term();
        if (last == null || last instanceof SpfTerm.Exists || last instanceof SpfTerm.Ptr) {
            return BEYOND;
        }
        IpRanges passed = matched(last, client).map(IpRanges::of).orElse(IpRanges.NONE);
        for (SpfStep step : steps) {
            passed = passed.union(new RmxRecord(literals(step.record())).grantedByPrefixes());
        }
        return passed.count();
    }

    private static Optional<IpPrefix> matched(SpfTerm term, IpAddress client) {
        if (term instanceof SpfTerm.A a) {
            return Optional.of(a.cidr().around(client));
        }
        return term instanceof SpfTerm.Mx mx ? Optional.of(mx.cidr().around(client)) : Optional.empty();
    }

    /** The terms that need no DNS, up to the first {@code all}, as entries that grant what passes. */
    private static List<RmxEntry> literals(SpfRecord record) {
        List<RmxEntry> entries = new ArrayList<>();
        for (SpfTerm term : record.terms()) {
            if (entries.size() > RmxRecord.MAX_ENTRIES - 2) {
                break; // more than any message holds
            }
            if (term instanceof SpfTerm.Ip ip) {
                entries.add(RmxEntry.Literal.of(ip.qualifier() != SpfQualifier.PASS, ip.prefix()));
            } else if (term instanceof SpfTerm.All all) {
                boolean negated = all.qualifier() != SpfQualifier.PASS;
                entries.add(RmxEntry.Literal.of(negated, ALL_IPV4));
                entries.add(RmxEntry.Literal.of(negated, ALL_IPV6));
                break;
            }
        }
        return entries;
    }
}
