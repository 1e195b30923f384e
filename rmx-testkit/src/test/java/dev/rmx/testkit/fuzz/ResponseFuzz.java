package dev.rmx.testkit.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.record.DomainName;
import dev.rmx.resolver.RmxResolver;
import dev.rmx.resolver.dnsjava.DnsjavaResolver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.xbill.DNS.Message;
import org.xbill.DNS.SimpleResolver;

/**
 * Whatever octets a name server sends, a question is answered at once with an answer of its own type. The first octet
 * chooses the type; the rest is the response, whose id and question are made to fit.
 */
public final class ResponseFuzz {
    private static final DomainName NAME = DomainName.parse("a.x");
    private static final int HEADER = 12;
    /** The order must not change, because kept inputs depend on it. */
    private static final List<RecordType> TYPES = List.of(
            RecordType.A,
            RecordType.AAAA,
            RecordType.APL,
            RecordType.MX,
            RecordType.PTR,
            RecordType.RMX,
            RecordType.RMX_TXT);

    private ResponseFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length == 0) {
            return;
        }
        RecordType type = TYPES.get((input[0] & 0xff) % TYPES.size());
        byte[] response = Arrays.copyOfRange(input, 1, input.length);
        try (RmxResolver resolver =
                DnsjavaResolver.builder().transports(new OneResponse(response)).build()) {
            CompletableFuture<DnsAnswer> future = resolver.resolve(new DnsQuestion(NAME, type));

            assertThat(future).isDone();
            if (future.join() instanceof DnsAnswer.Found found) {
                assertThat(found.data()).isInstanceOf(type.dataType());
            }
        }
    }

    /** Answers every query with the same octets, under the header and question of the query. */
    private static final class OneResponse extends SimpleResolver {
        private final byte[] response;

        OneResponse(byte[] response) {
            super(new InetSocketAddress(InetAddress.getLoopbackAddress(), 53)); // never asked
            this.response = response;
        }

        @Override
        public CompletionStage<Message> sendAsync(Message query, Executor executor) {
            byte[] asked = query.toWire();
            int questionEnd = HEADER + query.getQuestion().getName().length() + 4;
            byte[] octets = new byte[questionEnd + Math.max(0, response.length - 8)];
            System.arraycopy(asked, 0, octets, 0, questionEnd);
            // the fuzzer chooses the flags and the counts of the three sections
            for (int i = 0; i < Math.min(8, response.length); i++) {
                octets[i < 2 ? 2 + i : 4 + i] = response[i];
            }
            if (response.length > 8) {
                System.arraycopy(response, 8, octets, questionEnd, response.length - 8);
            }
            try {
                return CompletableFuture.completedFuture(new Message(octets));
            } catch (IOException | RuntimeException e) {
                return CompletableFuture.failedFuture(e); // as when reading from a socket
            }
        }
    }
}
