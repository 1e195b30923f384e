package dev.rmx.testkit.jqwik;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.receive.HeaderSection;
import dev.rmx.receive.MessageOrigin;
import dev.rmx.receive.MessageOrigin.Client;
import dev.rmx.receive.MessageOrigin.NoClient;
import dev.rmx.receive.TraceReader;
import dev.rmx.receive.Unchecked;
import dev.rmx.testkit.jqwik.TraceArbitraries.Trace;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class TraceProperties {
    private static final TraceReader READER = TraceReader.trusting(TraceArbitraries.RELAYS);
    private static final TraceReader NAMED = READER.named("mx1.example.net", "mx2.example.net");

    @Provide
    Arbitrary<Trace> traces() {
        return TraceArbitraries.traces();
    }

    @Provide
    Arbitrary<Trace> forgedTraces() {
        return TraceArbitraries.forgedTraces();
    }

    private static MessageOrigin read(TraceReader reader, String header) {
        return reader.read(HeaderSection.of(header.getBytes(StandardCharsets.UTF_8)));
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void RCVD_4_the_client_is_found_in_the_form_of_each_server(@ForAll("traces") Trace trace) {
        for (TraceReader reader : new TraceReader[] {READER, NAMED}) {
            MessageOrigin origin = read(reader, trace.headerSection());
            if (trace.submitted()) {
                assertThat(origin)
                        .isInstanceOfSatisfying(
                                NoClient.class, none -> assertThat(none.why()).isEqualTo(Unchecked.SUBMITTED));
            } else {
                assertThat(origin).isInstanceOfSatisfying(Client.class, client -> {
                    assertThat(client.address()).isEqualTo(trace.client());
                    assertThat(client.helo()).isEqualTo(Optional.of(trace.helo()));
                });
            }
        }
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void RCVD_2_nothing_below_the_boundary_changes_the_answer(@ForAll("forgedTraces") Trace trace) {
        MessageOrigin origin = read(READER, trace.headerSection());
        assertThat(origin).isEqualTo(read(READER, trace.own()));
    }

    @Property(tries = 5_000, edgeCases = EdgeCasesMode.NONE)
    void RCVD_6_nothing_that_the_client_chose_decides(@ForAll("forgedTraces") Trace trace) {
        MessageOrigin origin = read(READER, trace.headerSection());
        if (origin instanceof Client client) {
            assertThat(client.address()).isEqualTo(trace.client());
            assertThat(trace.submitted()).isFalse();
        } else {
            Unchecked why = ((NoClient) origin).why();
            assertThat(why).isIn(Unchecked.UNKNOWN, trace.submitted() ? Unchecked.SUBMITTED : Unchecked.UNKNOWN);
        }
    }
}
