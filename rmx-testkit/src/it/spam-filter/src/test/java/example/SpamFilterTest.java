package example;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rmx.dns.RecordType;
import dev.rmx.resolver.RmxChecker;
import dev.rmx.testkit.DnsFault;
import dev.rmx.testkit.DnsFaultRule;
import dev.rmx.testkit.RmxDnsServer;
import dev.rmx.testkit.junit.RmxZoneSource;
import org.junit.jupiter.api.Test;

@RmxZoneSource(
        """
        example.org.      IN RMX host:mail.example.org
        mail.example.org. IN A   192.0.2.1
        """)
class SpamFilterTest {
    @Test
    void authorized_mail_is_delivered(RmxChecker checker) {
        assertEquals(SpamFilter.Action.DELIVER, new SpamFilter(checker).filter("192.0.2.1", "joe@example.org"));
    }

    @Test
    void forged_mail_is_junk(RmxChecker checker) {
        assertEquals(SpamFilter.Action.JUNK, new SpamFilter(checker).filter("198.51.100.1", "joe@example.org"));
    }

    @Test
    void mail_is_held_while_dns_is_down(RmxChecker checker, RmxDnsServer server) {
        server.fault(DnsFaultRule.of(DnsFault.Plain.SERVFAIL).at("mail.example.org").type(RecordType.A));

        assertEquals(SpamFilter.Action.HOLD, new SpamFilter(checker).filter("198.51.100.1", "joe@example.org"));
    }
}
