/** What the packed lists of the model offer to the evaluation, and to nobody else: this package is not exported. */
package dev.rmx.packed;
