package dev.rmx.resolver.dnsjava;

import static dev.rmx.resolver.dnsjava.DenialResponse.absent;
import static dev.rmx.resolver.dnsjava.DenialZone.name;
import static dev.rmx.resolver.dnsjava.DenialZone.nsec;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.rmx.resolver.dnsjava.DenialZone.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * What NSEC and NSEC3 records prove. The signatures are well-formed but empty: {@link DenialProof} does not check them.
 */
class DnssecDenialTest {
    private static final int RMX = 65280;
    private static final int NXNAME = 128;

    @ParameterizedTest
    @CsvSource({
        // the name exists (RFC 4035 §5.4)
        "victim.test.,      AAAA, NOERROR,  =victim.test.",
        "ent.test.,         A,    NOERROR,  <ent.test.",
        "x.wild.test.,      TXT,  NOERROR,  =*.wild.test.", // the next name is below
        "alias.test.,       DS,   NOERROR,  =alias.test.", // no DS, so no zone starts there: the only question
        "plain.test.,       DS,   NOERROR,  =plain.test.",
        // neither the name nor a wildcard exists
        "no.below.ent.test., A,   NXDOMAIN, <no.below.ent.test. <*.below.ent.test.",
        "a.victim.test.,    A,    NXDOMAIN, <a.victim.test. <*.victim.test.",
        // a wildcard matches the name, and lacks the type
        "x.test.,           A,    NOERROR,  <x.test. =*.test.",
        "x.test.,           A,    NOERROR,  =*.test. <x.test.",
        "a.b.wild.test.,    TXT,  NOERROR,  <a.b.wild.test. =*.wild.test.",
        // dnsjava turns this into NOERROR
        "victim.test.,      AAAA, NXDOMAIN, =victim.test.",
    })
    void NSEC_proves(String name, String type, String rcode, String proof) {
        absent(DenialZone.of(Kind.NSEC), name, type, rcode, proof).isProven();
    }

    @ParameterizedTest
    @CsvSource({
        "victim.test.,      AAAA, NOERROR,  =victim.test.",
        "ent.test.,         A,    NOERROR,  =ent.test.",
        "alias.test.,       DS,   NOERROR,  =alias.test.",
        "plain.test.,       DS,   NOERROR,  =plain.test.",
        "a.victim.test.,    A,    NXDOMAIN, =victim.test. <a.victim.test. <*.victim.test.",
        "b.a.victim.test.,  A,    NXDOMAIN, =victim.test. <a.victim.test. <*.victim.test.",
        "x.test.,           A,    NOERROR,  =test. <x.test. =*.test.",
        "a.b.wild.test.,    TXT,  NOERROR,  =*.wild.test. =wild.test. <b.wild.test.",
    })
    void NSEC3_proves(String name, String type, String rcode, String proof) {
        absent(DenialZone.of(Kind.NSEC3), name, type, rcode, proof).isProven();
    }

    @ParameterizedTest
    @CsvSource({
        // an attack: a wildcard for other names, and the name's own record, which lists the type
        "victim.test.,      TYPE65280, =*.test. =victim.test.",
        "victim.test.,      TYPE65280, =victim.test. =*.test.",
        "victim.test.,      MX,    =*.test. =victim.test.",
        "victim.test.,      TYPE65280, =*.test.",
        "victim.test.,      TYPE65280, =*.wild.test.",
        "victim.test.,      TYPE65280, =*.wildalias.test. =wildnot.test.",
        "victim.test.,      TYPE65280, =*.test. <victimx.test.",
        "victim.test.,      TYPE65280, <u.test. <x.test. =*.test.",
        // the name exists, and has the type or is an alias
        "victim.test.,      A,     =victim.test.",
        "alias.test.,       A,     =alias.test.",
        // a wildcard matches the name, and has the type or is an alias
        "x.test.,           TXT,   <x.test. =*.test.",
        "a.wild.test.,      MX,    <a.wild.test. =*.wild.test.",
        "a.wildalias.test., A,     <a.wildalias.test. =*.wildalias.test.",
        // this wildcard does not match: a closer name exists, because of names below it
        "a.wild.test.,      MX,    <a.wild.test. =*.test.",
        // the child zone decides (RFC 6840 §4.1)
        "child.test.,       A,     =child.test.",
        "a.child.test.,     A,     <a.child.test.",
        "a.child.test.,     A,     <a.child.test. =*.test.",
        "plain.test.,       A,     =plain.test.",
        "a.plain.test.,     A,     <a.plain.test. =*.test.",
        "child.test.,       DS,    =child.test.",
        "child.test.,       DS,    =*.test. =victim.test.",
        "child.test.,       DS,    <a.child.test. =*.test.",
        // all names below are aliases (RFC 6672 §5.3.2)
        "a.dname.test.,     A,     <a.dname.test. =*.test.",
        // a proof of something else
        "victim.test.,      AAAA,  =wildnot.test.",
        "victim.test.,      AAAA,  <x.test.",
    })
    void LOOK_2_NSEC_does_not_prove(String name, String type, String proof) {
        for (String rcode : List.of("NOERROR", "NXDOMAIN")) {
            absent(DenialZone.of(Kind.NSEC), name, type, rcode, proof).isBogus();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "victim.test.,      TYPE65280, =*.test. =victim.test.",
        "victim.test.,      TYPE65280, =test. =*.test. <x.test.",
        "victim.test.,      TYPE65280, =*.test. =test.",
        "victim.test.,      TYPE65280, =*.wild.test. =wild.test. <b.wild.test.",
        "victim.test.,      A,     =victim.test.",
        "alias.test.,       A,     =alias.test.",
        "x.test.,           TXT,   =test. <x.test. =*.test.",
        "x.test.,           A,     =test. =*.test.", // no next closer name
        "x.test.,           A,     <x.test. =*.test.", // no closest encloser
        "a.wild.test.,      MX,    =wild.test. <a.wild.test. =*.wild.test.",
        "a.wildalias.test., A,     =wildalias.test. <a.wildalias.test. =*.wildalias.test.",
        "x.wild.test.,      TXT,   =wild.test. =*.wild.test.",
        "a.wild.test.,      TXT,   =test. <a.wild.test. =*.test.",
        "child.test.,       A,     =child.test.",
        "a.child.test.,     A,     =child.test. <a.child.test. <*.child.test.",
        "plain.test.,       A,     =plain.test.",
        "a.plain.test.,     A,     =plain.test. <a.plain.test. <*.plain.test.",
        "child.test.,       DS,    =child.test.",
        "child.test.,       DS,    =test. =*.test. <x.test.",
        "a.dname.test.,     A,     =dname.test. <a.dname.test. <*.dname.test.",
        "victim.test.,      AAAA,  =wildnot.test.",
        "a.victim.test.,    A,     =test. <a.victim.test. =*.test.", // the hash of a name below says nothing of those
        // above
    })
    void LOOK_2_NSEC3_does_not_prove(String name, String type, String proof) {
        for (String rcode : List.of("NOERROR", "NXDOMAIN")) {
            absent(DenialZone.of(Kind.NSEC3), name, type, rcode, proof).isBogus();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "NSEC,  <x.test.",
        "NSEC,  <x.test. <a.victim.test.",
        "NSEC3, =test. <x.test.",
        "NSEC3, =test. <x.test. <y.test."
    })
    void LOOK_2_NXDOMAIN_needs_the_wildcard_denied_too(Kind kind, String proof) {
        absent(DenialZone.of(kind), "x.test.", "A", "NXDOMAIN", proof).isBogus();
    }

    @ParameterizedTest
    @CsvSource({"NSEC,  <a.victim.test. <*.victim.test.", "NSEC3, =victim.test. <a.victim.test. <*.victim.test."})
    void LOOK_2_a_proof_of_NXDOMAIN_does_not_prove_NODATA(Kind kind, String proof) {
        absent(DenialZone.of(kind), "a.victim.test.", "A", "NOERROR", proof).isBogus();
    }

    /** RFC 5155 §8.6, and names that only lead to unsigned zones. dnsjava authenticates neither. */
    @ParameterizedTest
    @CsvSource({"DS, NOERROR", "A, NOERROR", "A, NXDOMAIN"})
    void an_opt_out_span_can_hold_names_without_a_record(String type, String rcode) {
        String wildcard = rcode.equals("NXDOMAIN") ? " <*.optout.test." : "";
        String proof = "=optout.test. <x.optout.test." + wildcard;
        absent(
                        DenialZone.of(Kind.NSEC3, "optout.test.", 1, "optout.test. SOA NS", "a.optout.test. A"),
                        "x.optout.test.",
                        type,
                        rcode,
                        proof)
                .isProven();
        if (!rcode.equals("NXDOMAIN")) {
            absent(
                            DenialZone.of(Kind.NSEC3, "optout.test.", 0, "optout.test. SOA NS", "a.optout.test. A"),
                            "x.optout.test.",
                            type,
                            rcode,
                            proof)
                    .isBogus();
        }
    }

    @Test
    void minimal_covering_records_prove() {
        Name zone = name("test.");
        int[] types = {Type.RRSIG, Type.NSEC};
        // RFC 4470: from just before the name to just after it
        new DenialResponse("mail.test.", Type.A, Rcode.NXDOMAIN)
                .soa("test.", true)
                .proof(nsec("maik~.test.", "mail\\000.test.", types), zone)
                .proof(nsec(").test.", "+.test.", types), zone)
                .isProven();
        // black lies, and RFC 9824, whatever the response code
        for (int rcode : new int[] {Rcode.NOERROR, Rcode.NXDOMAIN}) {
            int[] none = {Type.RRSIG, Type.NSEC, NXNAME};
            new DenialResponse("mail.test.", RMX, rcode)
                    .soa("test.", true)
                    .proof(nsec("mail.test.", "\\000.mail.test.", none), zone)
                    .isProven();
        }
        int[] listed = {Type.A, Type.RRSIG, Type.NSEC, RMX};
        new DenialResponse("mail.test.", RMX, Rcode.NOERROR)
                .soa("test.", true)
                .proof(nsec("mail.test.", "\\000.mail.test.", listed), zone)
                .isBogus();
    }

    @Test
    void a_single_name_denies_all_others() {
        DenialZone zone = DenialZone.of(Kind.NSEC, "test.", 0, "test. SOA NS");
        absent(zone, "a.test.", "A", "NXDOMAIN", "=test.").isProven();
        absent(zone, "test.", "A", "NOERROR", "=test.").isProven();
        absent(zone, "test.", "DS", "NOERROR", "=test.").isBogus(); // the parent zone decides on a DS
        absent(zone, "test.", "SOA", "NOERROR", "=test.").isBogus();
        DenialZone hashed = DenialZone.of(Kind.NSEC3, "test.", 0, "test. SOA NS");
        absent(hashed, "a.test.", "A", "NXDOMAIN", "=test. =test. =test.").isProven();
        absent(hashed, "test.", "DS", "NOERROR", "=test.").isBogus();
    }

    @Test
    void a_record_of_the_root_can_deny_its_DS() {
        Message message = new DenialResponse(".", Type.DS, Rcode.NOERROR)
                .soa(".", true)
                .proof(DenialZone.of(Kind.NSEC, ".", 0, ". SOA NS", "test. NS"), "=.")
                .message;
        assertThatCode(() -> DenialProof.check(
                        Record.newRecord(Name.root, Type.DS, DClass.IN), message, new ZoneCheck(List.of(Name.root))))
                .doesNotThrowAnyException();
    }
}
