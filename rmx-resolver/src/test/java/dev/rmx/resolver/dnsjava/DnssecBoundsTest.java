package dev.rmx.resolver.dnsjava;

import static dev.rmx.resolver.dnsjava.ScriptedServer.add;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.record.DomainName;
import dev.rmx.resolver.QueryBudget;
import java.math.BigInteger;
import java.net.InetAddress;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.DNSSEC;
import org.xbill.DNS.DSRecord;
import org.xbill.DNS.Flags;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;
import org.xbill.DNS.dnssec.ValidatingResolver;

/** Limits on the work of validation for one response and one question. */
class DnssecBoundsTest {
    private static final Name OWNER = Name.fromConstantString("a.test.");
    private static final Name SIGNER = Name.fromConstantString("test.");

    private static Message response(int type, List<? extends Record> answer) {
        Message response = new Message(1);
        response.getHeader().setFlag(Flags.QR);
        response.addRecord(Record.newRecord(OWNER, type, DClass.IN), Section.QUESTION);
        answer.forEach(record -> response.addRecord(record, Section.ANSWER));
        return response;
    }

    /** Reads a response as {@link ValidatingUpstream} does. */
    private static GroupedMessage read(Message response) throws NoAnswerException {
        Message query = Message.newQuery(response.getQuestion());
        GroupedMessage normalized = GroupedMessage.normalized(query, response);
        ValidationBounds.check(normalized);
        return normalized;
    }

    private static List<Record> addresses(int count) throws Exception {
        List<Record> addresses = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] octets = {10, 0, (byte) (i >> 8), (byte) i};
            addresses.add(new ARecord(OWNER, DClass.IN, 100_000L - i, InetAddress.getByAddress(octets)));
        }
        return addresses;
    }

    private static RRSIGRecord signature(Name owner, int covered, int tag) {
        return new RRSIGRecord(
                owner, DClass.IN, 300, covered, 13, 300, Instant.EPOCH, Instant.EPOCH, tag, SIGNER, new byte[64]);
    }

    private static DNSKEYRecord key(int algorithm, byte[] key) {
        return new DNSKEYRecord(OWNER, DClass.IN, 300, 256, 3, algorithm, key);
    }

    /** Encodes an RSA key (RFC 3110 §2). */
    private static DNSKEYRecord rsa(int exponentBits, int modulusBits) {
        byte[] exponent = magnitude(exponentBits);
        byte[] modulus = magnitude(modulusBits);
        byte[] head = exponent.length < 256
                ? new byte[] {(byte) exponent.length}
                : new byte[] {0, (byte) (exponent.length >> 8), (byte) exponent.length};
        byte[] key = Arrays.copyOf(head, head.length + exponent.length + modulus.length);
        System.arraycopy(exponent, 0, key, head.length, exponent.length);
        System.arraycopy(modulus, 0, key, head.length + exponent.length, modulus.length);
        return key(8, key);
    }

    private static byte[] magnitude(int bits) {
        byte[] signed = BigInteger.ONE.shiftLeft(bits - 1).toByteArray();
        return signed[0] == 0 ? Arrays.copyOfRange(signed, 1, signed.length) : signed;
    }

    private static void assertBounded(int most, IntFunction<Message> ofCount) {
        assertThatCode(() -> read(ofCount.apply(most))).doesNotThrowAnyException();
        assertThatThrownBy(() -> read(ofCount.apply(most + 1)))
                .isInstanceOf(NoAnswerException.class)
                .hasMessageContaining("over %,d".formatted(most));
    }

    @Test
    void LIM_4_records_are_bounded_and_all_up_to_the_bound_are_used() throws Exception {
        List<Record> most = addresses(ValidationBounds.MOST_RECORDS - 1);
        most.add(signature(OWNER, Type.A, 1));
        Collections.shuffle(most, new Random(1));

        RRset set =
                read(response(Type.A, most)).getSectionRRsets(Section.ANSWER).get(0);

        assertThat(set.size()).isEqualTo(ValidationBounds.MOST_RECORDS - 1);
        assertThat(set.sigs()).hasSize(1);
        assertThat(set.getTTL()).isEqualTo(300); // the lowest
        List<Record> more = addresses(ValidationBounds.MOST_RECORDS + 1);
        assertThatThrownBy(() -> read(response(Type.A, more))).hasMessageContaining("over 4,096 records");
        Message elsewhere = response(Type.A, List.of());
        more.forEach(record -> elsewhere.addRecord(record, Section.ADDITIONAL));
        assertThatThrownBy(() -> read(elsewhere)).hasMessageContaining("over 4,096 records");
    }

    /** dnsjava compares each record with every other, eight million times: a comparison must only test identity. */
    @Test
    void LIM_4_records_of_a_large_set_are_written_out_once() throws Exception {
        int[] written = {0};
        List<Record> large = new ArrayList<>();
        for (int i = 0; i < 4_000; i++) {
            large.add(new MXRecord(OWNER, DClass.IN, 300, i % 2_000, SIGNER) {
                @Override
                public byte[] rdataToWireCanonical() {
                    written[0]++;
                    return super.rdataToWireCanonical();
                }
            });
        }

        GroupedMessage read = read(response(Type.MX, large));

        assertThat(written[0]).isEqualTo(large.size());
        assertThat(read.getSectionRRsets(Section.ANSWER).get(0).size()).isEqualTo(2_000); // the distinct ones
        assertThat(new RRset(read.getSectionRRsets(Section.ANSWER).get(0))
                        .rrs(false).stream().sorted().count())
                .isEqualTo(2_000);
        assertThat(written[0]).isEqualTo(large.size());
    }

    @Test
    void a_large_set_is_returned_unchanged() throws Exception {
        List<Record> large = addresses(100);
        GroupedMessage read = read(response(Type.A, large));
        assertThat(read.getSection(Section.ANSWER)).noneMatch(ARecord.class::isInstance);

        Message back = GroupedMessage.withOriginals(read);

        assertThat(back.getSection(Section.ANSWER)).containsExactlyInAnyOrderElementsOf(large);
        assertThat(back.getSection(Section.QUESTION)).isEqualTo(read.getSection(Section.QUESTION));
        Message small = read(response(Type.A, addresses(3)));
        assertThat(GroupedMessage.withOriginals(small)).isSameAs(small);
    }

    /** The digest is the input of the signature (RFC 4034 §6.3). */
    @Test
    void a_large_set_is_digested_as_dnsjava_would() throws Exception {
        RRSIGRecord signature = signature(OWNER, Type.MX, 1);
        List<Record> large = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            large.add(new MXRecord(OWNER, DClass.IN, 300, i % 100, Name.fromString("HOST" + i % 100 + ".Test.")));
        }
        Collections.shuffle(large, new Random(2));
        RRset plain = new RRset();
        large.forEach(plain::addRR);

        RRset set =
                read(response(Type.MX, large)).getSectionRRsets(Section.ANSWER).get(0);

        assertThat(DNSSEC.digestRRset(signature, set)).isEqualTo(DNSSEC.digestRRset(signature, plain));
    }

    @Test
    void LIM_4_a_large_set_is_validated() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair pair = generator.generateKeyPair();
        DNSKEYRecord key = new DNSKEYRecord(SIGNER, DClass.IN, 300, 256, 3, 13, pair.getPublic());
        List<Record> large = new ArrayList<>();
        for (Record record : addresses(ValidationBounds.MOST_RECORDS - 1)) {
            large.add(new ARecord(OWNER, DClass.IN, 300, ((ARecord) record).getAddress()));
        }
        // signed as one set, which takes seconds with dnsjava's own records
        RRset set =
                read(response(Type.A, large)).getSectionRRsets(Section.ANSWER).get(0);
        Instant now = Instant.now();
        RRSIGRecord signature =
                DNSSEC.sign(set, key, pair.getPrivate(), now.minusSeconds(600), now.plusSeconds(86_400));
        RRset keys = new RRset(key);
        keys.addRR(DNSSEC.sign(keys, key, pair.getPrivate(), now.minusSeconds(600), now.plusSeconds(86_400)));
        for (boolean intact : new boolean[] {true, false}) {
            List<Record> answer = new ArrayList<>(large.subList(intact ? 0 : 1, large.size()));
            answer.add(signature);
            Collections.shuffle(answer, new Random(3));
            SimpleResolver server = new SimpleResolver(InetAddress.getLoopbackAddress()) {
                @Override
                public CompletionStage<Message> sendAsync(Message query, Executor executor) {
                    try {
                        Record question = ValidatingUpstream.question(query);
                        Message response = new Message(1);
                        response.getHeader().setFlag(Flags.QR);
                        response.addRecord(question, Section.QUESTION);
                        if (question.getType() == Type.DNSKEY) {
                            response.addRecord(key, Section.ANSWER);
                            response.addRecord(keys.sigs().get(0), Section.ANSWER);
                        } else {
                            answer.forEach(record -> response.addRecord(record, Section.ANSWER));
                        }
                        return CompletableFuture.completedFuture(read(response));
                    } catch (NoAnswerException e) {
                        return CompletableFuture.failedFuture(e);
                    }
                }
            };
            ValidatingResolver validating = new ValidatingResolver(server);
            validating.getTrustAnchors().store(new RRset(key));

            Message validated = validating.send(Message.newQuery(Record.newRecord(OWNER, Type.A, DClass.IN)));

            assertThat(validated.getHeader().getFlag(Flags.AD))
                    .as(validated.getSection(Section.ADDITIONAL).toString())
                    .isEqualTo(intact);
            if (intact) {
                assertThat(GroupedMessage.withOriginals(validated).getSection(Section.ANSWER))
                        .hasSameSizeAs(answer)
                        .noneMatch(DistinctRecord.class::isInstance);
            }
        }
    }

    @Test
    void LIM_4_sets_are_bounded() {
        assertBounded(ValidationBounds.MOST_SETS, count -> {
            List<Record> sets = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                sets.add(Record.newRecord(OWNER, 1000 + i, DClass.IN, 300, new byte[1]));
            }
            return response(1000, sets);
        });
    }

    @Test
    void LIM_4_aliases_are_bounded_before_they_are_validated() {
        assertBounded(ValidationBounds.MOST_ALIASES, count -> {
            List<Record> chain = new ArrayList<>();
            Name name = OWNER;
            for (int i = 0; i < count; i++) {
                Name target = Name.fromConstantString("a" + i + ".test.");
                chain.add(new CNAMERecord(name, DClass.IN, 300, target));
                chain.add(signature(name, Type.CNAME, 1));
                name = target;
            }
            return response(Type.A, chain);
        });
    }

    @Test
    void LIM_4_signatures_are_bounded() {
        assertBounded(ValidationBounds.MOST_SIGNATURES_OF_SET, count -> {
            List<Record> set = new ArrayList<>();
            set.add(Record.newRecord(OWNER, 1000, DClass.IN, 300, new byte[1]));
            for (int i = 0; i < count; i++) {
                set.add(signature(OWNER, 1000, i));
            }
            return response(1000, set);
        });
        assertBounded(ValidationBounds.MOST_SIGNATURES, count -> {
            Message response = response(Type.A, List.of());
            for (int i = 0; i < count; i++) {
                String name = "b" + i / 5 + ".test.";
                if (i % 5 == 0) {
                    add(response, Section.AUTHORITY, name, "NSEC", "c.test. A");
                }
                response.addRecord(signature(Name.fromConstantString(name), Type.NSEC, i), Section.AUTHORITY);
            }
            return response;
        });
    }

    @Test
    void LIM_4_keys_and_DS_records_are_bounded() {
        assertBounded(ValidationBounds.MOST_KEYS, count -> {
            List<Record> keys = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                keys.add(key(13, new byte[] {(byte) i}));
            }
            return response(Type.DNSKEY, keys);
        });
        assertBounded(ValidationBounds.MOST_DS, count -> {
            List<Record> all = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                all.add(new DSRecord(OWNER, DClass.IN, 300, i, 13, 2, new byte[32]));
            }
            return response(Type.DS, all);
        });
    }

    @Test
    void LIM_4_records_of_single_record_types_are_bounded() {
        assertBounded(4, count -> {
            Message response = response(Type.A, List.of());
            for (int i = 0; i < count; i++) {
                add(response, Section.AUTHORITY, "a.test.", "NSEC", "c" + i + ".test. A");
            }
            return response;
        });
    }

    /** CVE-2023-50387: every key with the tag of a signature may have to be tried. */
    @Test
    void LIM_4_keys_of_one_tag_are_bounded() {
        assertBounded(ValidationBounds.MOST_KEYS_OF_TAG, count -> {
            List<Record> keys = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                byte[] octets = new byte[8]; // the tag is the sum of all pairs
                octets[2 * i] = 1;
                keys.add(key(13, octets));
            }
            return response(Type.DNSKEY, keys);
        });
    }

    @ParameterizedTest
    @CsvSource({"17, 2048", "33, 1024", "64, 4096", "2, 512"})
    void RSA_keys_in_use_pass(int exponent, int modulus) {
        assertThatCode(() -> read(response(Type.DNSKEY, List.of(rsa(exponent, modulus)))))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({"65, 2048, exponent", "3060, 3072, exponent", "17, 4097, modulus", "17, 16384, modulus"})
    void LIM_4_expensive_RSA_keys_are_refused(int exponent, int modulus, String reason) {
        assertThatThrownBy(() -> read(response(Type.DNSKEY, List.of(rsa(exponent, modulus)))))
                .isInstanceOf(NoAnswerException.class)
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void a_truncated_key_is_left_to_dnsjava(int length) {
        byte[] cut = Arrays.copyOf(new byte[] {0, 1, 0}, length);
        assertThatCode(() -> read(response(Type.DNSKEY, List.of(key(8, cut))))).doesNotThrowAnyException();
    }

    @Test
    void LOOK_5_records_of_another_class_are_ignored() throws Exception {
        Record chaos = new CNAMERecord(OWNER, DClass.CH, 300, SIGNER);
        GroupedMessage read = read(response(Type.A, List.of(chaos, addresses(1).get(0))));
        assertThat(read.getSectionRRsets(Section.ANSWER)).hasSize(1);
        assertThat(read.getSection(Section.ANSWER)).hasSize(1).allMatch(ARecord.class::isInstance);
    }

    @Test
    void LIM_5_a_question_has_a_hundred_further_queries_including_confirmations() {
        QueryBudget check = new QueryBudget(250);
        Inquiry inquiry = new Inquiry(Runnable::run, check, () -> {});
        Query query = new Query(DomainName.parse("x.example"), Type.A, 0, true);
        AtomicInteger sent = new AtomicInteger();
        NameServer.Way server = (asked, budget, unreachable) -> {
            if (budget.take()) {
                sent.incrementAndGet();
                return new CompletableFuture<>();
            }
            return CompletableFuture.failedFuture(NoAnswerException.budgetSpent());
        };
        List<CompletableFuture<ResponseMessage>> responses = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            responses.add(inquiry.send(server, query));
            responses.add(inquiry.confirmation().confirmation().send(server, query));
        }
        assertThat(responses.stream().filter(CompletableFuture::isDone)).hasSize(400 - 1 - 100);
        assertThat(sent).as("the question, and a hundred more").hasValue(1 + 100);
        assertThat(check.isSpent()).isFalse();
        assertThatThrownBy(() -> inquiry.send(server, query).get())
                .hasCauseInstanceOf(NoAnswerException.class)
                .satisfies(failure -> assertThat(NoAnswerException.of(Objects.requireNonNull(failure.getCause()))
                                .kind())
                        .isEqualTo(DnsAnswer.Failed.Kind.BUDGET_SPENT));
    }
}
