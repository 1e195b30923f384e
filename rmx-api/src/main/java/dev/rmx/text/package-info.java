/** Makes text from outside fit to be shown. Not exported. */
package dev.rmx.text;
