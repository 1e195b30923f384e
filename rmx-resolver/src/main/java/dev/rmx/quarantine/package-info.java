/**
 * Messages that wait until DNS answers again ([TEMP-3]). {@link dev.rmx.quarantine.Quarantine} holds them, rechecks
 * them, and hands each back with its decision; a {@link dev.rmx.quarantine.QuarantineStore} stores them.
 */
package dev.rmx.quarantine;
