package dev.rmx.codec.lint;

import dev.rmx.PublishedForm;
import dev.rmx.codec.RmxWire;
import dev.rmx.record.IpPrefix;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds what is wrong with records, or hardly meant, without DNS ([LINT-2]):
 *
 * <pre>{@code
 * LintReport report = RecordLint.DEFAULT.lint("ipv4:192.0.2.0/24 !ipv4:192.0.2.5");
 * report.findings().forEach(System.out::println);
 * }</pre>
 *
 * <p>The time grows with the length of the text, whatever it says: 16,384 entries take a fraction of a second.
 * Immutable, and safe to share between threads.
 */
public final class RecordLint {
    /** Reports a record that authorizes more than 100,000 IPv4 addresses. */
    public static final RecordLint DEFAULT = new RecordLint(BigInteger.valueOf(100_000));

    private static final BigInteger HALF = BigInteger.ONE.shiftLeft(31);

    /** The IPv6 addresses of the Internet. */
    private static final IpPrefix GLOBAL = IpPrefix.parse("2000::/3");

    private final BigInteger mostAddresses;

    private RecordLint(BigInteger mostAddresses) {
        this.mostAddresses = mostAddresses;
    }

    /**
     * Sets how many IPv4 addresses a record may authorize without a finding.
     *
     * @param most the number, 0 or more
     * @return a lint with all else the same
     * @throws IllegalArgumentException if it is negative
     */
    public RecordLint withMostAddresses(BigInteger most) {
        if (most.signum() < 0) {
            throw new IllegalArgumentException("a number of addresses is 0 or more, not " + most);
        }
        return new RecordLint(most);
    }

    /**
     * Lints one record.
     *
     * @param text as for {@link LintRecord#of}
     * @return what was found
     */
    public LintReport lint(String text) {
        return lint(List.of(LintRecord.of(Optional.empty(), text)));
    }

    /**
     * Lints all records of one name. The RMX records among them count as one ([REC-3]), and so do those in TXT.
     *
     * @param records the records in any order
     * @return what was found
     */
    public LintReport lint(List<LintRecord> records) {
        Map<PublishedForm, List<LintRecord>> byForm = new EnumMap<>(PublishedForm.class);
        List<LintFinding> findings = new ArrayList<>();
        for (LintRecord record : records) {
            if (hasSize(record, findings)) {
                StringLint.lint(record, findings);
                byForm.computeIfAbsent(record.form(), form -> new ArrayList<>()).add(record);
            }
        }
        byForm.forEach((form, published) -> {
            if (form == PublishedForm.SPF) {
                new SpfLint(mostAddresses, findings).lint(published);
            } else {
                new RmxLint(mostAddresses, findings).lint(published);
            }
        });
        return LintReport.of(findings, List.of());
    }

    /** Refuses what no message holds, before it is read ([LIM-4]). */
    private static boolean hasSize(LintRecord record, List<LintFinding> findings) {
        // an octet of RDATA takes at most eight characters of text, as "unused: "
        int most = record.form() == PublishedForm.RMX ? 8 * RmxWire.MAX_RDATA : RmxWire.MAX_RDATA;
        if (record.text().length() > most) {
            findings.add(new LintFinding(
                    LintRule.TOO_LARGE,
                    record,
                    "no record can have this text of " + record.text().length() + " characters",
                    "a text has at most " + most + " characters"));
            return false;
        }
        return true;
    }

    /** The findings on how many clients may send, unless it is said that anybody may. */
    static void clients(BigInteger ipv4, BigInteger most, LintRecord record, List<LintFinding> findings) {
        boolean said = findings.stream()
                .anyMatch(finding -> finding.rule() == LintRule.ANY_CLIENT
                        && finding.record().equals(record));
        if (said) {
            return;
        }
        if (ipv4.compareTo(HALF) > 0) {
            findings.add(new LintFinding(
                    LintRule.ANY_CLIENT,
                    record,
                    "mail from more than half of all IPv4 addresses passes, whoever sends it",
                    "list only the hosts that send mail for the domain"));
        } else if (ipv4.compareTo(most) > 0) {
            findings.add(new LintFinding(
                    LintRule.MANY_ADDRESSES,
                    record,
                    "mail from " + ipv4 + " IPv4 addresses passes; receivers may refuse so loose a record",
                    "list only the hosts that send mail for the domain"));
        }
    }

    /** Whether a prefix holds all addresses of a family that are in use (RFC 4291 §2.4). */
    static boolean isEverything(IpPrefix prefix) {
        return prefix.length() == 0 || (prefix.length() <= GLOBAL.length() && prefix.contains(GLOBAL.address()));
    }
}
