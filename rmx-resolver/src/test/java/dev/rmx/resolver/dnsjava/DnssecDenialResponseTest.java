package dev.rmx.resolver.dnsjava;

import static dev.rmx.resolver.dnsjava.DenialResponse.absent;
import static dev.rmx.resolver.dnsjava.DenialResponse.signature;
import static dev.rmx.resolver.dnsjava.DenialZone.name;
import static dev.rmx.resolver.dnsjava.DenialZone.nsec;
import static dev.rmx.resolver.dnsjava.DenialZone.nsec3;

import dev.rmx.resolver.dnsjava.DenialZone.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.NSECRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** What a whole response proves: after an alias, from a wildcard, of several zones, or with strange records. */
class DnssecDenialResponseTest {
    private static final int RMX = 65280;

    private static CNAMERecord alias(String from, String to) {
        return new CNAMERecord(name(from), DClass.IN, 60, name(to));
    }

    @ParameterizedTest
    @EnumSource
    void after_an_alias_the_proof_must_cover_its_target(Kind kind) {
        DenialZone zone = DenialZone.of(kind);
        DenialResponse proven = new DenialResponse("alias.test.", RMX, Rcode.NOERROR)
                .answer(alias("alias.test.", "wildnot.test."), "test.", 2)
                .proof(zone, "=wildnot.test.");
        proven.isProven();
        new DenialResponse("alias.test.", RMX, Rcode.NOERROR)
                .answer(alias("alias.test.", "victim.test."), "test.", 2)
                .proof(zone, "=wildnot.test.")
                .isBogus();
        new DenialResponse("alias.test.", RMX, Rcode.NOERROR)
                .answer(alias("alias.test.", "victim.test."), "test.", 2)
                .proof(zone, "=victim.test. =*.test.")
                .isBogus();
    }

    @ParameterizedTest
    @EnumSource
    void an_unsigned_zone_owes_no_proof_and_no_other_zone_can_claim_that(Kind kind) {
        String proof = kind == Kind.NSEC ? "<a.wildalias.test." : "=wildalias.test. <a.wildalias.test.";
        new DenialResponse("a.wildalias.test.", RMX, Rcode.NOERROR)
                .answer(alias("a.wildalias.test.", "x.plain.test."), "test.", 2)
                .soa("plain.test.", false)
                .proof(DenialZone.of(kind), proof)
                .isProven();
        new DenialResponse("victim.test.", RMX, Rcode.NOERROR)
                .soa("plain.test.", false)
                .proof(DenialZone.of(kind), "=victim.test.")
                .isBogus();
        new DenialResponse("victim.test.", Type.DS, Rcode.NOERROR)
                .soa("victim.test.", false)
                .proof(DenialZone.of(kind), "=*.test.")
                .isBogus();
    }

    @Test
    void names_below_no_trust_anchor_are_not_checked() {
        DenialResponse response = new DenialResponse("a.elsewhere.", RMX, Rcode.NOERROR)
                .soa("elsewhere.", true)
                .proof(
                        DenialZone.of(Kind.NSEC, "elsewhere.", 0, "elsewhere. SOA NS", "a.elsewhere. TYPE65280"),
                        "=a.elsewhere.");
        response.isProven();
        new DenialResponse("alias.test.", RMX, Rcode.NOERROR)
                .answer(alias("alias.test.", "a.elsewhere."), "test.", 2)
                .proof(
                        DenialZone.of(Kind.NSEC, "elsewhere.", 0, "elsewhere. SOA NS", "a.elsewhere. TYPE65280"),
                        "=a.elsewhere.")
                .isProven();
    }

    private static DenialResponse expanded(String name, int labels) {
        Record record = Record.newRecord(name(name), RMX, DClass.IN, 60, new byte[] {1, 0});
        return new DenialResponse(name, RMX, Rcode.NOERROR).answer(record, "test.", labels);
    }

    @ParameterizedTest
    @CsvSource({
        "NSEC,  a.wild.test.,   2, <a.wild.test.,                true",
        "NSEC,  a.b.wild.test., 2, <a.b.wild.test.,              true",
        "NSEC,  a.b.wild.test., 2, <b.wild.test.,                true",
        "NSEC,  a.x.wild.test., 2, <a.x.wild.test.,              false", // x.wild.test exists
        "NSEC,  x.wild.test.,   2, <x.wild.test.,                false", // an empty non-terminal
        "NSEC,  a.wild.test.,   1, <a.wild.test.,                false", // *.test does not match below wild.test
        "NSEC,  victim.test.,   1, =victim.test.,                false",
        "NSEC,  victim.test.,   1, =*.test.,                     false",
        "NSEC,  victim.test.,   1, <u.test.,                     false",
        "NSEC,  victim.test.,   2, =*.test.,                     true", // not made from a wildcard
        "NSEC,  *.wild.test.,   2, =*.test.,                     true", // the wildcard itself
        "NSEC3, a.wild.test.,   2, <a.wild.test.,                true",
        "NSEC3, a.b.wild.test., 2, <b.wild.test.,                true",
        "NSEC3, a.b.wild.test., 2, =wild.test. <b.wild.test.,    true",
        "NSEC3, a.x.wild.test., 2, =x.wild.test. <a.x.wild.test., false",
        "NSEC3, a.wild.test.,   1, =test. <a.wild.test.,         false",
        "NSEC3, victim.test.,   1, =victim.test.,                false",
        "NSEC3, victim.test.,   1, =*.test. =test.,              false",
        "NSEC3, victim.test.,   2, =*.test.,                     true",
        // no proof at all: dnsjava finds that bogus if the zone is signed
        "NSEC,  victim.test.,   1, '',                           true",
    })
    void LOOK_2_a_wildcard_matches_no_existing_name(Kind kind, String name, int labels, String proof, boolean proven) {
        DenialResponse response = expanded(name, labels).proof(DenialZone.of(kind), proof);
        if (proven) {
            response.isProven();
        } else {
            response.isBogus();
        }
    }

    @ParameterizedTest
    @EnumSource
    void LOOK_2_a_record_made_from_a_wildcard_proves_nothing(Kind kind) {
        Record itself = DenialZone.of(kind).shown("=wildnot.test.");
        DenialResponse response = new DenialResponse("wildnot.test.", RMX, Rcode.NOERROR).soa("test.", true);
        response.message.addRecord(itself, Section.AUTHORITY);
        response.message.addRecord(signature(itself, name("test."), 1), Section.AUTHORITY);

        response.isBogus();
    }

    @Test
    void LOOK_2_contradictory_records_prove_nothing() {
        DenialZone zone = DenialZone.of(Kind.NSEC);
        NSECRecord another = nsec("victim.test.", "wild.test.", Type.TXT);
        absent(zone, "victim.test.", "TYPE65280", "NOERROR", "=victim.test.")
                .proof(another, zone.apex())
                .isBogus();
        NSECRecord overreaching = nsec("u.test.", "elsewhere.zz.", Type.TXT);
        absent(zone, "victim.test.", "TYPE65280", "NXDOMAIN", "")
                .proof(overreaching, zone.apex())
                .isBogus();
    }

    @Test
    void LOOK_2_NSEC3_of_another_zone_or_with_other_hash_parameters_proves_nothing() {
        DenialZone zone = DenialZone.of(Kind.NSEC3);
        String proof = "=victim.test. <a.victim.test. <*.victim.test.";
        Record salted = nsec3("00000000000000000000000000000000.test.", 0, new byte[] {1}, new byte[20]);
        absent(zone, "a.victim.test.", "A", "NXDOMAIN", proof).isProven();
        absent(zone, "a.victim.test.", "A", "NXDOMAIN", proof)
                .proof(salted, zone.apex())
                .isBogus();
        for (int iterations : new int[] {DenialProof.MOST_ITERATIONS, DenialProof.MOST_ITERATIONS + 1}) {
            DenialZone slow = new DenialZone(Kind.NSEC3, zone.apex(), zone.types(), 0, iterations);
            DenialResponse response = absent(slow, "a.victim.test.", "A", "NXDOMAIN", proof);
            if (iterations <= DenialProof.MOST_ITERATIONS) {
                response.isProven();
            } else {
                response.isBogus();
            }
        }
        Record strange = nsec3("00000000000000000000000000000000.test.", 2, null, new byte[20]);
        absent(zone, "a.victim.test.", "A", "NXDOMAIN", proof)
                .proof(strange, zone.apex())
                .isBogus();
        Record garbled = nsec3("not-a-hash.test.", 0, null, new byte[3]);
        absent(zone, "victim.test.", "A", "NXDOMAIN", "")
                .proof(garbled, zone.apex())
                .isBogus();
    }

    /** Each costs hashes of the name's ancestors, before any signature is checked. */
    @Test
    void LIM_4_NSEC3_zones_and_salts_are_bounded() {
        DenialResponse salted = absent(DenialZone.of(Kind.NSEC3), "victim.test.", "A", "NXDOMAIN", "");
        byte[] salt = new byte[DenialProof.MOST_SALT + 1];
        salted.proof(hashed("test.", salt), name("test.")).isBogusFor("a salt of 65 octets");

        DenialResponse many = absent(DenialZone.of(Kind.NSEC3), "a.b.c.d.victim.test.", "A", "NXDOMAIN", "");
        for (String zone : List.of("test.", "victim.test.", "d.victim.test.", "c.d.victim.test.")) {
            many.proof(hashed(zone, new byte[1]), name(zone));
        }
        many.isBogusFor("NSEC3 records of 4 zones");
    }

    private static Record hashed(String zone, byte[] salt) {
        return nsec3("00000000000000000000000000000000." + zone, 0, salt, new byte[20]);
    }
}
