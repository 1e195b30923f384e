package dev.rmx.codec.lint;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What lint found.
 *
 * @param findings record by record, in the order of their offsets; those about a whole record first. At most
 *     {@link #MOST_PER_RULE} of each rule
 * @param leftOut how many more there are
 * @param remarks what was compared or looked up without a finding, one sentence each
 */
public record LintReport(List<LintFinding> findings, int leftOut, List<String> remarks) {
    /** The most findings of a rule that a report keeps. */
    public static final int MOST_PER_RULE = 20;

    /**
     * Copies the lists.
     *
     * @param findings the findings
     * @param leftOut how many more there are
     * @param remarks what else to say
     */
    public LintReport {
        findings = List.copyOf(findings);
        remarks = List.copyOf(remarks);
    }

    /**
     * A report on findings: sorts them, and keeps the first {@link #MOST_PER_RULE} of each rule.
     *
     * @param findings the findings in any order
     * @param remarks what else to say, one sentence each
     * @return the report
     */
    public static LintReport of(Collection<LintFinding> findings, List<String> remarks) {
        Map<LintRecord, Integer> records = new LinkedHashMap<>();
        findings.forEach(finding -> records.putIfAbsent(finding.record(), records.size()));
        List<LintFinding> sorted = new ArrayList<>(findings);
        sorted.sort(Comparator.comparingInt((LintFinding finding) -> records.get(finding.record()))
                .thenComparingInt(finding ->
                        finding.place().map(LintFinding.Place::offset).orElse(-1)));
        Map<LintRule, Integer> count = new EnumMap<>(LintRule.class);
        List<LintFinding> kept = sorted.stream()
                .filter(finding -> count.merge(finding.rule(), 1, Integer::sum) <= MOST_PER_RULE)
                .toList();
        return new LintReport(kept, sorted.size() - kept.size(), remarks);
    }

    /**
     * This report with more findings and remarks.
     *
     * @param more the findings in any order
     * @param moreRemarks what else to say
     * @return one report on all of it
     */
    public LintReport with(Collection<LintFinding> more, List<String> moreRemarks) {
        List<LintFinding> all = new ArrayList<>(findings);
        all.addAll(more);
        List<String> allRemarks = new ArrayList<>(remarks);
        allRemarks.addAll(moreRemarks);
        LintReport joined = of(all, allRemarks);
        return new LintReport(joined.findings, leftOut + joined.leftOut, allRemarks);
    }

    /**
     * The greatest severity.
     *
     * @return the severity; empty if nothing was found
     */
    public Optional<LintSeverity> worst() {
        return findings.stream().map(LintFinding::severity).max(Comparator.naturalOrder());
    }
}
