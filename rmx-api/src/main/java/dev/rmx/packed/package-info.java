/** How the evaluation searches the packed lists of the model. Not exported. */
@NullMarked
package dev.rmx.packed;

import org.jspecify.annotations.NullMarked;
