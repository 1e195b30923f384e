/** The {@code rmx} command. */
@NullMarked
package dev.rmx.testkit.cli;

import org.jspecify.annotations.NullMarked;
