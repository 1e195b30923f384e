import org.jspecify.annotations.NullMarked;

/** Zones, a DNS server on loopback, and the {@code rmx} command, for testing software that uses RMX. */
@NullMarked
module dev.rmx.testkit {
    requires transitive dev.rmx.resolver;
    requires transitive org.dnsjava;
    requires static com.fasterxml.jackson.core; // the command's jar brings it
    requires info.picocli;
    requires static org.jspecify;

    exports dev.rmx.testkit;

    opens dev.rmx.testkit.cli to
            info.picocli;
}
