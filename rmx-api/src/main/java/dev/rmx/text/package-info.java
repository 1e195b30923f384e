/** Makes text from outside fit to be shown. Not exported. */
@NullMarked
package dev.rmx.text;

import org.jspecify.annotations.NullMarked;
