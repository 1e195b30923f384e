package dev.rmx.resolver;

import dev.rmx.codec.lint.LintFinding;
import dev.rmx.codec.lint.LintReport;
import dev.rmx.codec.lint.LintRule;
import java.util.List;
import java.util.Set;

/**
 * Finds the entries that change no client's result, as the text of the records shows. Their lookups defer no mail
 * ([EVAL-3]), so a lint says nothing of these lookups.
 */
final class IdleEntries {
    private static final Set<LintRule> IDLE = Set.of(LintRule.NEVER_MATCHES, LintRule.NO_EFFECT);

    /** What the lookups of an entry do to mail. */
    private static final Set<LintRule> LOOKUPS =
            Set.of(LintRule.TARGET_FAILED, LintRule.INCLUDE_ABSENT, LintRule.INCLUDE_BAD, LintRule.INCLUDE_LOOP);

    private IdleEntries() {}

    /** The findings with DNS, without those on the lookups of idle entries. */
    static List<LintFinding> leftOut(List<LintFinding> findings, LintReport ofTexts) {
        List<LintFinding> idle = ofTexts.findings().stream()
                .filter(finding -> IDLE.contains(finding.rule()))
                .toList();
        return findings.stream()
                .filter(finding -> !LOOKUPS.contains(finding.rule())
                        || idle.stream()
                                .noneMatch(entry -> entry.place().equals(finding.place())
                                        && entry.record().equals(finding.record())))
                .toList();
    }
}
