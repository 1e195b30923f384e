package dev.rmx.resolver.dnsjava;

import dev.rmx.record.DomainName;
import java.io.IOException;
import org.xbill.DNS.Name;

/** Names of this library and of dnsjava, turned into each other; both are absolute. */
final class DnsjavaNames {
    private DnsjavaNames() {}

    static Name toName(DomainName name) {
        try {
            return new Name(name.toWire());
        } catch (IOException e) {
            throw new IllegalStateException("a domain name is always a name: " + name, e);
        }
    }

    static DomainName fromName(Name name) {
        return DomainName.fromWire(name.toWire());
    }
}
