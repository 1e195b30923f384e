package dev.rmx.resolver.dnsjava;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.resolver.dnsjava.DnssecDenialTest.Zone.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSEC3Record;
import org.xbill.DNS.NSECRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;
import org.xbill.DNS.utils.base32;

/**
 * What NSEC and NSEC3 records prove. The signatures are well-formed but empty: {@link DenialProof} does not check them.
 *
 * <p>A proof is written as its records: {@code =name} is the record of a name, {@code <name} the record that covers it.
 */
class DnssecDenialTest {
    private static final ZoneCheck ANCHORS = new ZoneCheck(List.of(Name.fromConstantString("test.")));
    private static final int RMX = 65280;
    private static final int NXNAME = 128;

    /** Names and their types. Names without a type exist because a name below them does. */
    private static final String[] CONTENT = {
        "test. SOA NS",
        "*.test. TXT",
        "alias.test. CNAME",
        "child.test. NS DS",
        "dname.test. DNAME",
        "ent.test.",
        "below.ent.test. A",
        "plain.test. NS",
        "victim.test. A MX TXT TYPE65280",
        "wild.test.",
        "*.wild.test. MX TYPE65280",
        "deep.x.wild.test. A",
        "x.wild.test.",
        "wildalias.test.",
        "*.wildalias.test. CNAME",
        "wildnot.test. A",
    };

    /** The NSEC or NSEC3 records of a zone. */
    record Zone(Kind kind, Name apex, Map<Name, List<Integer>> types, int flags, int iterations) {
        enum Kind {
            NSEC,
            NSEC3
        }

        static Zone of(Kind kind, String apex, int flags, String... content) {
            Map<Name, List<Integer>> types = new TreeMap<>();
            for (String line : content) {
                String[] words = line.split(" ", -1);
                types.put(
                        name(words[0]),
                        Arrays.stream(words).skip(1).map(Type::value).toList());
            }
            return new Zone(kind, name(apex), types, flags, 1);
        }

        static Zone of(Kind kind) {
            return of(kind, "test.", 0, CONTENT);
        }

        List<Record> all() {
            List<Record> all = new ArrayList<>();
            if (kind == Kind.NSEC) {
                List<Name> owners = types.keySet().stream()
                        .filter(name -> !types.getOrDefault(name, List.of()).isEmpty())
                        .toList();
                for (int i = 0; i < owners.size(); i++) {
                    all.add(new NSECRecord(
                            owners.get(i), DClass.IN, 60, owners.get((i + 1) % owners.size()), bits(owners.get(i))));
                }
                return all;
            }
            Map<String, Name> hashes = new TreeMap<>();
            types.keySet().forEach(name -> hashes.put(BASE32.toString(hash(name, iterations)), name));
            List<String> owners = List.copyOf(hashes.keySet());
            for (int i = 0; i < owners.size(); i++) {
                Name name = hashes.getOrDefault(owners.get(i), apex);
                if (flags == 0 || bits(name).length > 0) {
                    all.add(nsec3(owners.get(i), owners.get((i + 1) % owners.size()), bits(name)));
                }
            }
            return all;
        }

        private static final base32 BASE32 = new base32(base32.Alphabet.BASE32HEX, false, false);

        private NSEC3Record nsec3(String owner, String next, int... bits) {
            byte[] nextHash = BASE32.fromString(next);
            return new NSEC3Record(name(owner + "." + apex), DClass.IN, 60, 1, flags, iterations, null, nextHash, bits);
        }

        private static byte[] hash(Name name, int iterations) {
            try {
                return new NSEC3Record(Name.root, DClass.IN, 0, 1, 0, iterations, null, new byte[20], new int[0])
                        .hashName(name);
            } catch (java.security.NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }

        private int[] bits(Name name) {
            return types.getOrDefault(name, List.of()).stream()
                    .mapToInt(Integer::intValue)
                    .toArray();
        }

        /** The record of a name, or the record that covers it. */
        Record shown(String proof) {
            Name name = name(proof.substring(1));
            boolean itself = proof.startsWith("=");
            return all().stream()
                    .filter(record -> itself ? isOf(record, name) : isAround(record, name))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("no record for " + proof));
        }

        private boolean isOf(Record record, Name name) {
            return record.getName()
                    .equals(kind == Kind.NSEC ? name : name(BASE32.toString(hash(name, iterations)) + "." + apex));
        }

        private boolean isAround(Record record, Name name) {
            if (isOf(record, name)) {
                return false;
            }
            if (record instanceof NSECRecord nsec) {
                return nsec.getName().compareTo(name) < 0
                        && (name.compareTo(nsec.getNext()) < 0 || nsec.getNext().equals(apex));
            }
            String owner = record.getName().getLabelString(0);
            String hash = BASE32.toString(hash(name, iterations));
            String next = BASE32.toString(((NSEC3Record) record).getNext());
            return owner.compareTo(next) < 0
                    ? owner.compareTo(hash) < 0 && hash.compareTo(next) < 0
                    : owner.compareTo(hash) < 0 || hash.compareTo(next) < 0;
        }
    }

    private static Name name(String text) {
        try {
            return Name.fromString(text);
        } catch (org.xbill.DNS.TextParseException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    private static RRSIGRecord signature(Record record, Name signer, int counted) {
        return new RRSIGRecord(
                record.getName(),
                DClass.IN,
                60,
                record.getType(),
                13,
                60,
                java.time.Instant.EPOCH,
                java.time.Instant.EPOCH,
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

    /** Builds a response. */
    private static final class Response {
        private final Record question;
        private final Message message = new Message();

        Response(String name, int type, int rcode) {
            question = Record.newRecord(name(name), type, DClass.IN);
            message.getHeader().setFlag(Flags.QR);
            message.getHeader().setRcode(rcode);
            message.addRecord(question, Section.QUESTION);
        }

        Response answer(Record record, String signer, int labels) {
            message.addRecord(record, Section.ANSWER);
            message.addRecord(signature(record, name(signer), labels), Section.ANSWER);
            return this;
        }

        Response soa(String zone, boolean signed) {
            SOARecord soa = new SOARecord(name(zone), DClass.IN, 60, Name.root, Name.root, 1, 1, 1, 1, 1);
            message.addRecord(soa, Section.AUTHORITY);
            if (signed) {
                message.addRecord(signature(soa, name(zone), labels(soa.getName())), Section.AUTHORITY);
            }
            return this;
        }

        Response proof(Record record, Name signer) {
            message.addRecord(record, Section.AUTHORITY);
            message.addRecord(signature(record, signer, labels(record.getName())), Section.AUTHORITY);
            return this;
        }

        Response proof(Zone zone, String records) {
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
    }

    private static Response absent(Zone zone, String name, String type, String rcode, String proof) {
        return new Response(name, Type.value(type), Rcode.value(rcode))
                .soa(zone.apex().toString(), true)
                .proof(zone, proof);
    }

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
        absent(Zone.of(Kind.NSEC), name, type, rcode, proof).isProven();
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
        absent(Zone.of(Kind.NSEC3), name, type, rcode, proof).isProven();
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
            absent(Zone.of(Kind.NSEC), name, type, rcode, proof).isBogus();
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
            absent(Zone.of(Kind.NSEC3), name, type, rcode, proof).isBogus();
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
        absent(Zone.of(kind), "x.test.", "A", "NXDOMAIN", proof).isBogus();
    }

    @ParameterizedTest
    @CsvSource({"NSEC,  <a.victim.test. <*.victim.test.", "NSEC3, =victim.test. <a.victim.test. <*.victim.test."})
    void LOOK_2_a_proof_of_NXDOMAIN_does_not_prove_NODATA(Kind kind, String proof) {
        absent(Zone.of(kind), "a.victim.test.", "A", "NOERROR", proof).isBogus();
    }

    /** RFC 5155 §8.6, and names that only lead to unsigned zones. dnsjava authenticates neither. */
    @ParameterizedTest
    @CsvSource({"DS, NOERROR", "A, NOERROR", "A, NXDOMAIN"})
    void an_opt_out_span_can_hold_names_without_a_record(String type, String rcode) {
        String wildcard = rcode.equals("NXDOMAIN") ? " <*.optout.test." : "";
        String proof = "=optout.test. <x.optout.test." + wildcard;
        absent(
                        Zone.of(Kind.NSEC3, "optout.test.", 1, "optout.test. SOA NS", "a.optout.test. A"),
                        "x.optout.test.",
                        type,
                        rcode,
                        proof)
                .isProven();
        if (!rcode.equals("NXDOMAIN")) {
            absent(
                            Zone.of(Kind.NSEC3, "optout.test.", 0, "optout.test. SOA NS", "a.optout.test. A"),
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
        new Response("mail.test.", Type.A, Rcode.NXDOMAIN)
                .soa("test.", true)
                .proof(new NSECRecord(name("maik~.test."), DClass.IN, 60, name("mail\\000.test."), types), zone)
                .proof(new NSECRecord(name(").test."), DClass.IN, 60, name("+.test."), types), zone)
                .isProven();
        // black lies, and RFC 9824, whatever the response code
        for (int rcode : new int[] {Rcode.NOERROR, Rcode.NXDOMAIN}) {
            int[] none = {Type.RRSIG, Type.NSEC, NXNAME};
            new Response("mail.test.", RMX, rcode)
                    .soa("test.", true)
                    .proof(new NSECRecord(name("mail.test."), DClass.IN, 60, name("\\000.mail.test."), none), zone)
                    .isProven();
        }
        int[] listed = {Type.A, Type.RRSIG, Type.NSEC, RMX};
        new Response("mail.test.", RMX, Rcode.NOERROR)
                .soa("test.", true)
                .proof(new NSECRecord(name("mail.test."), DClass.IN, 60, name("\\000.mail.test."), listed), zone)
                .isBogus();
    }

    @Test
    void a_single_name_denies_all_others() {
        Zone zone = Zone.of(Kind.NSEC, "test.", 0, "test. SOA NS");
        absent(zone, "a.test.", "A", "NXDOMAIN", "=test.").isProven();
        absent(zone, "test.", "A", "NOERROR", "=test.").isProven();
        absent(zone, "test.", "DS", "NOERROR", "=test.").isBogus(); // the parent zone decides on a DS
        absent(zone, "test.", "SOA", "NOERROR", "=test.").isBogus();
        Zone hashed = Zone.of(Kind.NSEC3, "test.", 0, "test. SOA NS");
        absent(hashed, "a.test.", "A", "NXDOMAIN", "=test. =test. =test.").isProven();
        absent(hashed, "test.", "DS", "NOERROR", "=test.").isBogus();
    }

    @Test
    void a_record_of_the_root_can_deny_its_DS() {
        Message message = new Response(".", Type.DS, Rcode.NOERROR)
                .soa(".", true)
                .proof(Zone.of(Kind.NSEC, ".", 0, ". SOA NS", "test. NS"), "=.")
                .message;
        assertThatCode(() -> DenialProof.check(
                        Record.newRecord(Name.root, Type.DS, DClass.IN), message, new ZoneCheck(List.of(Name.root))))
                .doesNotThrowAnyException();
    }

    private static CNAMERecord alias(String from, String to) {
        return new CNAMERecord(name(from), DClass.IN, 60, name(to));
    }

    @ParameterizedTest
    @EnumSource
    void after_an_alias_the_proof_must_cover_its_target(Kind kind) {
        Zone zone = Zone.of(kind);
        Response proven = new Response("alias.test.", RMX, Rcode.NOERROR)
                .answer(alias("alias.test.", "wildnot.test."), "test.", 2)
                .proof(zone, "=wildnot.test.");
        proven.isProven();
        new Response("alias.test.", RMX, Rcode.NOERROR)
                .answer(alias("alias.test.", "victim.test."), "test.", 2)
                .proof(zone, "=wildnot.test.")
                .isBogus();
        new Response("alias.test.", RMX, Rcode.NOERROR)
                .answer(alias("alias.test.", "victim.test."), "test.", 2)
                .proof(zone, "=victim.test. =*.test.")
                .isBogus();
    }

    @ParameterizedTest
    @EnumSource
    void an_unsigned_zone_owes_no_proof_and_no_other_zone_can_claim_that(Kind kind) {
        String proof = kind == Kind.NSEC ? "<a.wildalias.test." : "=wildalias.test. <a.wildalias.test.";
        new Response("a.wildalias.test.", RMX, Rcode.NOERROR)
                .answer(alias("a.wildalias.test.", "x.plain.test."), "test.", 2)
                .soa("plain.test.", false)
                .proof(Zone.of(kind), proof)
                .isProven();
        new Response("victim.test.", RMX, Rcode.NOERROR)
                .soa("plain.test.", false)
                .proof(Zone.of(kind), "=victim.test.")
                .isBogus();
        new Response("victim.test.", Type.DS, Rcode.NOERROR)
                .soa("victim.test.", false)
                .proof(Zone.of(kind), "=*.test.")
                .isBogus();
    }

    @Test
    void names_below_no_trust_anchor_are_not_checked() {
        Response response = new Response("a.elsewhere.", RMX, Rcode.NOERROR)
                .soa("elsewhere.", true)
                .proof(
                        Zone.of(Kind.NSEC, "elsewhere.", 0, "elsewhere. SOA NS", "a.elsewhere. TYPE65280"),
                        "=a.elsewhere.");
        response.isProven();
        new Response("alias.test.", RMX, Rcode.NOERROR)
                .answer(alias("alias.test.", "a.elsewhere."), "test.", 2)
                .proof(
                        Zone.of(Kind.NSEC, "elsewhere.", 0, "elsewhere. SOA NS", "a.elsewhere. TYPE65280"),
                        "=a.elsewhere.")
                .isProven();
    }

    private static Response expanded(String name, int labels) {
        Record record = Record.newRecord(name(name), RMX, DClass.IN, 60, new byte[] {1, 0});
        return new Response(name, RMX, Rcode.NOERROR).answer(record, "test.", labels);
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
        Response response = expanded(name, labels).proof(Zone.of(kind), proof);
        if (proven) {
            response.isProven();
        } else {
            response.isBogus();
        }
    }

    @ParameterizedTest
    @EnumSource
    void LOOK_2_a_record_made_from_a_wildcard_proves_nothing(Kind kind) {
        Record itself = Zone.of(kind).shown("=wildnot.test.");
        Response response = new Response("wildnot.test.", RMX, Rcode.NOERROR).soa("test.", true);
        response.message.addRecord(itself, Section.AUTHORITY);
        response.message.addRecord(signature(itself, name("test."), 1), Section.AUTHORITY);

        response.isBogus();
    }

    @Test
    void LOOK_2_contradictory_records_prove_nothing() {
        Zone zone = Zone.of(Kind.NSEC);
        NSECRecord another =
                new NSECRecord(name("victim.test."), DClass.IN, 60, name("wild.test."), new int[] {Type.TXT});
        absent(zone, "victim.test.", "TYPE65280", "NOERROR", "=victim.test.")
                .proof(another, zone.apex())
                .isBogus();
        NSECRecord overreaching =
                new NSECRecord(name("u.test."), DClass.IN, 60, name("elsewhere.zz."), new int[] {Type.TXT});
        absent(zone, "victim.test.", "TYPE65280", "NXDOMAIN", "")
                .proof(overreaching, zone.apex())
                .isBogus();
    }

    @Test
    void LOOK_2_NSEC3_of_another_zone_or_with_other_hash_parameters_proves_nothing() {
        Zone zone = Zone.of(Kind.NSEC3);
        String proof = "=victim.test. <a.victim.test. <*.victim.test.";
        Record salted = new NSEC3Record(
                name("00000000000000000000000000000000.test."),
                DClass.IN,
                60,
                1,
                0,
                1,
                new byte[] {1},
                new byte[20],
                new int[0]);
        absent(zone, "a.victim.test.", "A", "NXDOMAIN", proof).isProven();
        absent(zone, "a.victim.test.", "A", "NXDOMAIN", proof)
                .proof(salted, zone.apex())
                .isBogus();
        for (int iterations : new int[] {DenialProof.MOST_ITERATIONS, DenialProof.MOST_ITERATIONS + 1}) {
            Zone slow = new Zone(Kind.NSEC3, zone.apex(), zone.types(), 0, iterations);
            Response response = absent(slow, "a.victim.test.", "A", "NXDOMAIN", proof);
            if (iterations <= DenialProof.MOST_ITERATIONS) {
                response.isProven();
            } else {
                response.isBogus();
            }
        }
        Record strange = new NSEC3Record(
                name("00000000000000000000000000000000.test."), DClass.IN, 60, 1, 2, 1, null, new byte[20], new int[0]);
        absent(zone, "a.victim.test.", "A", "NXDOMAIN", proof)
                .proof(strange, zone.apex())
                .isBogus();
        Record garbled =
                new NSEC3Record(name("not-a-hash.test."), DClass.IN, 60, 1, 0, 1, null, new byte[3], new int[0]);
        absent(zone, "victim.test.", "A", "NXDOMAIN", "")
                .proof(garbled, zone.apex())
                .isBogus();
    }

    /** Each costs hashes of the name's ancestors, before any signature is checked. */
    @Test
    void LIM_4_NSEC3_zones_and_salts_are_bounded() {
        Response salted = absent(Zone.of(Kind.NSEC3), "victim.test.", "A", "NXDOMAIN", "");
        byte[] salt = new byte[DenialProof.MOST_SALT + 1];
        salted.proof(hashed("test.", salt), name("test.")).isBogusFor("a salt of 65 octets");

        Response many = absent(Zone.of(Kind.NSEC3), "a.b.c.d.victim.test.", "A", "NXDOMAIN", "");
        for (String zone : List.of("test.", "victim.test.", "d.victim.test.", "c.d.victim.test.")) {
            many.proof(hashed(zone, new byte[1]), name(zone));
        }
        many.isBogusFor("NSEC3 records of 4 zones");
    }

    private static Record hashed(String zone, byte[] salt) {
        return new NSEC3Record(
                name("00000000000000000000000000000000." + zone),
                DClass.IN,
                60,
                1,
                0,
                1,
                salt,
                new byte[20],
                new int[0]);
    }
}
