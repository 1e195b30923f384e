package dev.rmx.testkit.cli;

import dev.rmx.codec.lint.LintRecord;

/**
 * A record on a line of a file.
 *
 * @param number the number of the line, from 1
 * @param record the record
 */
record LintLine(int number, LintRecord record) {}
