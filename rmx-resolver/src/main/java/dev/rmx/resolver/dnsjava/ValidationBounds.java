package dev.rmx.resolver.dnsjava;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.DNSSEC.Algorithm;
import org.xbill.DNS.Message;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * Limits the work of validating one response ([LIM-4]). Beyond a limit the answer is a failure, never absent.
 *
 * <p>dnsjava tries one key per signature and nine signatures per set, so colliding key tags (CVE-2023-50387) cost
 * little. But it accepts any number of sets, aliases, keys and DS records, and keys of any form.
 */
final class ValidationBounds {
    /** In all sections. */
    static final int MOST_RECORDS = 4_096;
    /** In one section, answer or authority. */
    static final int MOST_SETS = 64;
    /** The limit for every response, here applied before validation. */
    static final int MOST_ALIASES = AliasChain.MOST_ALIASES;
    /** Of one set: two algorithms with two keys each, before and after a key rollover. */
    static final int MOST_SIGNATURES_OF_SET = 8;
    /** Of one response: checking a signature takes up to a millisecond. */
    static final int MOST_SIGNATURES = 40;
    /** Of one zone. The largest known have half as many. */
    static final int MOST_KEYS = 16;
    /** Keys with the same tag and algorithm. Even two occur only once in thousands of zones. */
    static final int MOST_KEYS_OF_TAG = 2;
    /** Of one zone: each is compared with the keys. */
    static final int MOST_DS = 16;
    /** Of an RSA key, in bits: OpenSSL's limit for large keys. Nearly all keys have 17. */
    static final int MOST_EXPONENT = 64;
    /** Of an RSA key, in bits (RFC 5702 §2). */
    static final int MOST_MODULUS = 4_096;

    /** Of types that allow one record per name; dnsjava tolerates more. */
    private static final int MOST_OF_SINGLE = 4;

    private ValidationBounds() {}

    /** Checks the number of records, before any other work. */
    static void checkRecords(Message response) throws NoAnswerException {
        int count = 0;
        for (int section : new int[] {Section.ANSWER, Section.AUTHORITY, Section.ADDITIONAL}) {
            count += response.getSection(section).size();
        }
        check(count, MOST_RECORDS, "records");
    }

    static void checkSets(int count) throws NoAnswerException {
        check(count, MOST_SETS, "sets of records in a section");
    }

    /** Checks one set before dnsjava builds it. */
    static void checkSet(List<Record> data, List<Record> signatures) throws NoAnswerException {
        check(signatures.size(), MOST_SIGNATURES_OF_SET, "signatures of a set");
        int type = data.isEmpty() ? 0 : data.get(0).getType();
        switch (type) {
            case Type.DNSKEY -> check(data.size(), MOST_KEYS, "keys");
            case Type.DS -> check(data.size(), MOST_DS, "DS records");
            case Type.CNAME, Type.DNAME, Type.NSEC, Type.NSEC3, Type.SOA ->
                check(data.size(), MOST_OF_SINGLE, Type.string(type) + " records of a name");
            default -> {
                // any number of addresses, for example
            }
        }
    }

    /** Checks a normalized response, so that irrelevant records do not count. */
    static void check(Message response) throws NoAnswerException {
        int aliases = 0;
        int signatures = 0;
        for (int section : new int[] {Section.ANSWER, Section.AUTHORITY}) {
            for (RRset set : response.getSectionRRsets(section)) {
                signatures += set.sigSize();
                if (set.getType() == Type.CNAME) {
                    aliases++;
                } else if (set.getType() == Type.DNSKEY) {
                    checkKeys(set.rrs(false));
                }
            }
        }
        check(aliases, MOST_ALIASES, "aliases");
        check(signatures, MOST_SIGNATURES, "signatures");
    }

    private static void checkKeys(List<Record> keys) throws NoAnswerException {
        Map<Integer, Integer> tags = new HashMap<>();
        for (Record record : keys) {
            if (record instanceof DNSKEYRecord key) {
                int tag = key.getAlgorithm() << 16 | key.getFootprint();
                check(tags.merge(tag, 1, Integer::sum), MOST_KEYS_OF_TAG, "keys with the same tag");
                switch (key.getAlgorithm()) {
                    case Algorithm.RSASHA1, Algorithm.RSA_NSEC3_SHA1, Algorithm.RSASHA256, Algorithm.RSASHA512 ->
                        checkRsa(key.getKey());
                    default -> {
                        // of fixed size, or unknown
                    }
                }
            }
        }
    }

    /**
     * Format (RFC 3110 §2): the length of the exponent in one octet, or in two after a zero; the exponent; the modulus.
     */
    private static void checkRsa(byte[] key) throws NoAnswerException {
        boolean isLong = key.length > 2 && key[0] == 0;
        int start = isLong ? 3 : 1;
        int length = key.length == 0 ? 0 : isLong ? (key[1] & 0xFF) << 8 | (key[2] & 0xFF) : key[0] & 0xFF;
        if (start + length > key.length) {
            return; // malformed: dnsjava cannot use it either
        }
        check(bits(key, start, start + length), MOST_EXPONENT, "bits in the exponent of an RSA key");
        check(bits(key, start + length, key.length), MOST_MODULUS, "bits in the modulus of an RSA key");
    }

    private static int bits(byte[] key, int from, int to) {
        return new BigInteger(1, Arrays.copyOfRange(key, from, to)).bitLength();
    }

    private static void check(int count, int most, String what) throws NoAnswerException {
        if (count > most) {
            throw NoAnswerException.unusable("cannot be validated: over %,d %s".formatted(most, what));
        }
    }
}
