package dev.rmx.resolver.dnsjava;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.RmxOutcome;
import dev.rmx.resolver.RmxChecker;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * The attack in the draft's section 11.1.4. The forger owns the reverse zone of his address, and puts data for the
 * victim's names into every section of its responses. None of it must reach an answer or the cache.
 */
class SpoofingTest {
    private static final String FORGER = "192.0.2.66";

    @BeforeAll
    static void register() {
        RmxDnsRecord.register();
    }

    /** The victim's own records authorize nobody; the forger's versions authorize everybody. */
    private static void respond(Record question, Message response, int section) {
        String name = question.getName().toString();
        String asked = name + " " + Type.string(question.getType());
        switch (asked) {
            case "forger.example. RMX" -> ScriptedServer.answer(response, name, "RMX", "domain:");
            case "victim.example. RMX" ->
                ScriptedServer.answer(response, name, "RMX", "host:h.victim.example apl:l.victim.example mx:");
            case "66.2.0.192.in-addr.arpa. PTR" -> {
                ScriptedServer.answer(response, name, "PTR", "host.forger.example.");
                forge(response, section);
            }
            default -> {}
        }
    }

    private static void forge(Message response, int section) {
        ScriptedServer.add(response, section, "victim.example.", "RMX", "ipv4:0.0.0.0/0");
        ScriptedServer.add(response, section, "h.victim.example.", "A", FORGER);
        ScriptedServer.add(response, section, "l.victim.example.", "APL", "1:0.0.0.0/0");
        ScriptedServer.add(response, section, "victim.example.", "MX", "0 host.forger.example.");
        ScriptedServer.add(response, section, "host.forger.example.", "A", FORGER);
    }

    @ParameterizedTest
    @ValueSource(ints = {Section.ANSWER, Section.AUTHORITY, Section.ADDITIONAL})
    void LOOK_2_unrequested_data_reaches_neither_an_answer_nor_the_cache(int section) {
        ScriptedServer server = new ScriptedServer((question, response) -> respond(question, response, section));
        try (RmxChecker checker = RmxChecker.builder(
                        DnsjavaResolver.builder().transports(server).build())
                .build()) {
            // a check of the forger's domain brings the forged data in; even that check must not use it
            assertThat(checker.check(FORGER, "joe@forger.example").outcome()).isEqualTo(RmxOutcome.NOT_IN_RMX);
            assertThat(server.asked).contains("66.2.0.192.in-addr.arpa. PTR");

            assertThat(checker.check(FORGER, "joe@victim.example").outcome()).isEqualTo(RmxOutcome.NOT_IN_RMX);
            assertThat(server.asked)
                    .contains(
                            "victim.example. RMX",
                            "h.victim.example. A",
                            "l.victim.example. APL",
                            "victim.example. MX");
        }
    }
}
