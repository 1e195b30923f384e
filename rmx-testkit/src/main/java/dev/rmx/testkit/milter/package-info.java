/** The milter of the command {@code rmx milter}. It needs jmilter, which {@code rmx.jar} has. */
package dev.rmx.testkit.milter;
