package dev.rmx;

import dev.rmx.spf.SpfRecord;
import dev.rmx.spf.SpfTerm;

/**
 * A term that decides, or that leads to the record with the term that decides.
 *
 * @param record the record that holds it
 * @param term the term
 */
record SpfStep(SpfRecord record, SpfTerm term) {}
