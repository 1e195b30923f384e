package dev.rmx.testkit.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.PublishedForm;
import dev.rmx.RmxLimits;
import dev.rmx.RmxVerifier;
import dev.rmx.codec.RmxFormatException;
import dev.rmx.codec.SpfText;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsData;
import dev.rmx.dns.RecordType;
import dev.rmx.receive.EnvelopeSender;
import dev.rmx.record.IpAddress;
import dev.rmx.spf.SpfRecord;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/**
 * The text of an SPF record is refused at an offset inside it, or is a record whose canonical form survives a round
 * trip ([SPF-1]). A check ends, although the record at every name is this one.
 */
public final class SpfFuzz {
    private static final RmxVerifier VERIFIER =
            new RmxVerifier(List.of(PublishedForm.SPF), RmxLimits.DEFAULT, List.of());

    private SpfFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) throws RmxFormatException {
        String text = "v=spf1 " + new String(input, StandardCharsets.ISO_8859_1);
        SpfRecord record;
        try {
            record = SpfText.parse(text);
        } catch (RmxFormatException refused) {
            assertThat(refused.offset()).isBetween(0, text.length());
            assertThat(refused.reason()).matches("[ -~]+");
            return;
        }
        assertThat(SpfText.parse(SpfText.format(record))).isEqualTo(record);
        DnsAnswer answer = new DnsAnswer.Found(new DnsData.Spf(record), Instant.MAX, false);
        assertThat(VERIFIER.check(
                        EnvelopeSender.parse("a.b-c@example.org").from(IpAddress.parse("192.0.2.1")),
                        question ->
                                question.type() == RecordType.SPF ? answer : new DnsAnswer.Absent(Instant.MAX, false)))
                .isNotNull();
    }
}
