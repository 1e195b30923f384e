package dev.rmx.resolver.dnsjava;

import static dev.rmx.resolver.dnsjava.DenialZone.name;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rmx.dns.DnsAnswer;
import java.time.Instant;
import java.util.List;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** A response with records that prove a denial. Their signatures are well-formed but empty. */
final class DenialResponse {
    private static final ZoneCheck ANCHORS = new ZoneCheck(List.of(Name.fromConstantString("test.")));

    private final Record question;
    final Message message = new Message();

    DenialResponse(String name, int type, int rcode) {
        question = Record.newRecord(name(name), type, DClass.IN);
        message.getHeader().setFlag(Flags.QR);
        message.getHeader().setRcode(rcode);
        message.addRecord(question, Section.QUESTION);
    }

    DenialResponse answer(Record record, String signer, int labels) {
        message.addRecord(record, Section.ANSWER);
        message.addRecord(signature(record, name(signer), labels), Section.ANSWER);
        return this;
    }

    DenialResponse soa(String zone, boolean signed) {
        SOARecord soa = new SOARecord(name(zone), DClass.IN, 60, Name.root, Name.root, 1, 1, 1, 1, 1);
        message.addRecord(soa, Section.AUTHORITY);
        if (signed) {
            message.addRecord(signature(soa, name(zone), labels(soa.getName())), Section.AUTHORITY);
        }
        return this;
    }

    DenialResponse proof(Record record, Name signer) {
        message.addRecord(record, Section.AUTHORITY);
        message.addRecord(signature(record, signer, labels(record.getName())), Section.AUTHORITY);
        return this;
    }

    DenialResponse proof(DenialZone zone, String records) {
        for (String record : records.isEmpty() ? new String[0] : records.split(" +", -1)) {
            proof(zone.shown(record), zone.apex());
        }
        return this;
    }

    void check() throws NoAnswerException {
        DenialProof.check(question, message, ANCHORS);
    }

    void isProven() {
        assertThatCode(this::check).doesNotThrowAnyException();
    }

    void isBogusFor(String reason) {
        assertThatThrownBy(this::check).hasMessageContaining(reason);
        isBogus();
    }

    void isBogus() {
        assertThatThrownBy(this::check)
                .isInstanceOfSatisfying(
                        NoAnswerException.class, e -> assertThat(e.kind()).isEqualTo(DnsAnswer.Failed.Kind.BOGUS));
    }

    static DenialResponse absent(DenialZone zone, String name, String type, String rcode, String proof) {
        return new DenialResponse(name, Type.value(type), Rcode.value(rcode))
                .soa(zone.apex().toString(), true)
                .proof(zone, proof);
    }

    static RRSIGRecord signature(Record record, Name signer, int counted) {
        return new RRSIGRecord(
                record.getName(),
                DClass.IN,
                60,
                record.getType(),
                13,
                60,
                Instant.EPOCH,
                Instant.EPOCH,
                1,
                signer,
                new byte[64]) {
            @Override
            public int getLabels() {
                return counted;
            }
        };
    }

    private static int labels(Name name) {
        return name.labels() - (name.isWild() ? 2 : 1);
    }
}
