/** The project's site: its Markdown pages, the plots and the Javadoc, as pages without scripts of their own. */
@NullMarked
package dev.rmx.testkit.site;

import org.jspecify.annotations.NullMarked;
