import org.jspecify.annotations.NullMarked;

/** RMX checks over real DNS: the resolver that others can replace, its implementation on dnsjava, and the checker. */
@NullMarked
module dev.rmx.resolver {
    requires transitive dev.rmx.api;
    requires transitive dev.rmx.codec;
    requires transitive org.dnsjava;
    requires com.github.benmanes.caffeine;
    requires org.slf4j;
    requires static transitive java.sql; // for the quarantine's stores in a database
    requires static org.jspecify;

    exports dev.rmx.quarantine;
    exports dev.rmx.resolver;
    exports dev.rmx.resolver.dnsjava;
}
