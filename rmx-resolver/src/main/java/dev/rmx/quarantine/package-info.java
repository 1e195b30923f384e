/**
 * Messages that wait until DNS answers again ([TEMP-3]): {@link dev.rmx.quarantine.Quarantine} holds them, tries again, and hands each
 * back with its verdict; a {@link dev.rmx.quarantine.QuarantineStore} keeps them safe meanwhile.
 */
package dev.rmx.quarantine;
