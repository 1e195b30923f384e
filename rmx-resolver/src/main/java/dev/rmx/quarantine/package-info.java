/**
 * Messages that wait until DNS answers again ([TEMP-3]). {@link dev.rmx.quarantine.Quarantine} holds them, rechecks
 * them, and hands each back with its decision; a {@link dev.rmx.quarantine.QuarantineStore} stores them.
 *
 * @since 0.1.0
 */
@NullMarked
package dev.rmx.quarantine;

import org.jspecify.annotations.NullMarked;
