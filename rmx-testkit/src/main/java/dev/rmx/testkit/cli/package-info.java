/** The {@code rmx} command. */
package dev.rmx.testkit.cli;
