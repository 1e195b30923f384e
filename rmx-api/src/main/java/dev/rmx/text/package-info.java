/** Text that came from outside, made fit to be shown. Not exported. */
package dev.rmx.text;
