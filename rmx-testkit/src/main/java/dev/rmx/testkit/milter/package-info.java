/** The milter of the command {@code rmx milter}. It needs jmilter, which {@code rmx.jar} has. */
@NullMarked
package dev.rmx.testkit.milter;

import org.jspecify.annotations.NullMarked;
