/** How the evaluation searches the packed lists of the model. Not exported. */
package dev.rmx.packed;
