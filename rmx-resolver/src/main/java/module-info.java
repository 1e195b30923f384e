import org.jspecify.annotations.NullMarked;

/**
 * Checks by SPF, RMX and DMP over real DNS: the checker, the resolver with dnsjava, and the quarantine.
 *
 * <p>Where to begin:
 *
 * <ul>
 *   <li>To check senders: {@link dev.rmx.resolver.RmxChecker}, with {@link
 *       dev.rmx.resolver.dnsjava.DnsjavaResolver} below it.
 *   <li>To hold messages while DNS does not answer: {@link dev.rmx.quarantine.Quarantine}.
 *   <li>For metrics: {@link dev.rmx.resolver.metrics.RmxMetrics}.
 *   <li>To use another DNS library: {@link dev.rmx.resolver.RmxResolver}.
 * </ul>
 */
@NullMarked
@SuppressWarnings("module") // the test kit is compiled after this module
module dev.rmx.resolver {
    requires transitive dev.rmx.api;
    requires transitive dev.rmx.codec;
    requires transitive org.dnsjava;
    requires com.github.benmanes.caffeine;
    requires org.slf4j;
    requires static transitive java.sql; // for the quarantine's database stores
    requires static micrometer.core; // for the metrics; transitive, it would have to be there when users compile
    requires static jdk.jfr; // for events of slow checks
    requires static org.jspecify;

    exports dev.rmx.quarantine;
    exports dev.rmx.resolver;
    exports dev.rmx.resolver.dnsjava;
    exports dev.rmx.resolver.internal to
            dev.rmx.testkit;
    exports dev.rmx.resolver.metrics;
}
