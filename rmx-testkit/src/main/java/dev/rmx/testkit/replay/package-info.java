/** Files of recorded checks, which replay without DNS. Needs Jackson. */
package dev.rmx.testkit.replay;
