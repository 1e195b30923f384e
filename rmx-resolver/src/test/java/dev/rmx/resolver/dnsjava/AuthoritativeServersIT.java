package dev.rmx.resolver.dnsjava;

import org.junit.jupiter.api.Nested;

/** Checks against each authoritative server in Debian. */
class AuthoritativeServersIT {
    @Nested
    class Bind extends AuthoritativeServerContract {
        Bind() {
            super(AuthoritativeServer.BIND);
        }
    }

    @Nested
    class Nsd extends AuthoritativeServerContract {
        Nsd() {
            super(AuthoritativeServer.NSD);
        }
    }

    @Nested
    class Knot extends AuthoritativeServerContract {
        Knot() {
            super(AuthoritativeServer.KNOT);
        }
    }

    @Nested
    class PowerDns extends AuthoritativeServerContract {
        PowerDns() {
            super(AuthoritativeServer.POWERDNS);
        }
    }
}
