package dev.rmx.resolver.dnsjava;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.record.DomainName;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.SimpleResolver;

/**
 * Randomly tampered responses for signed zones: each answer is right, or a failure. Each build tries 500; {@code
 * -Dtamperings=100000} and {@code -Dtamperings.seed} set the number and the first seed.
 */
class TamperingIT {
    private static final int TAMPERINGS = Integer.getInteger("tamperings", 500);
    private static final long FIRST_SEED = Long.getLong("tamperings.seed", 0);

    /** Long enough that only a question that never ends takes that long. */
    private static final Duration HANGING = Duration.ofMinutes(5);

    private static final List<String> ZONES = List.of(
            "signed.test", "secure.signed.test", "nsec3.test", "optout.test", "sub.signed.test", "unsigned.test");

    /** Names whose records are replayed. */
    private static final List<String> NAMES = List.of(
            "@",
            "literal",
            "txt",
            "_rmx.txt",
            "alias",
            "*.wild",
            "any.wild",
            "y.wild",
            "x.y.wild",
            "wild",
            "mx",
            "mail",
            "mx.mail",
            "nodata",
            "ent",
            "deep.ent",
            "_rmx.guard",
            "secure",
            "sub",
            "moved",
            "x.moved",
            "other.out",
            "lasting",
            "missing",
            "a.literal",
            "a.secure",
            "zz");

    /** Questions asked in each signed zone. */
    private static final List<String> QUESTIONS = List.of(
            "literal RMX",
            "literal TXT",
            "literal A",
            "txt RMX",
            "_rmx.txt TXT",
            "alias RMX",
            "alias TXT",
            "mx RMX",
            "mx MX",
            "mail A",
            "mail MX",
            "mail RMX",
            "nodata A",
            "nodata RMX",
            "_rmx.guard TXT",
            "deep.ent A",
            "wild A");

    /** Further questions for zones without opt-out, where no unsigned zone can lie between names (RFC 5155 §6). */
    private static final List<String> WITHOUT_OPT_OUT = List.of(
            "any.wild RMX",
            "a.b.wild RMX",
            "any.wild TXT",
            "y.wild RMX",
            "x.y.wild A",
            "a.y.wild RMX",
            "missing RMX",
            "missing A",
            "a.literal RMX",
            "ent A");

    private static final List<String> ELSEWHERE = List.of("x.moved.signed.test RMX", "lasting.signed.test RMX");

    private static List<DnsQuestion> questions() {
        List<String> all = new ArrayList<>(ELSEWHERE);
        for (String zone : List.of("signed.test", "secure.signed.test", "nsec3.test", "optout.test")) {
            List<String> here = new ArrayList<>(QUESTIONS);
            if (!zone.equals("optout.test")) {
                here.addAll(WITHOUT_OPT_OUT);
            }
            here.forEach(question -> all.add(question.replace(" ", "." + zone + " ")));
        }
        return all.stream()
                .map(line -> line.split(" ", -1))
                .map(words -> new DnsQuestion(
                        DomainName.parse(words[0]),
                        RecordType.ofMnemonic(words[1]).orElseThrow()))
                .toList();
    }

    private static DnsjavaResolver resolver(InetSocketAddress server, SignedZones zones) {
        return DnsjavaResolver.builder()
                .servers(server)
                .timeout(Duration.ofSeconds(5))
                .attempts(1)
                .dnssec(Dnssec.validate(zones.anchors.toString()))
                .build();
    }

    @Test
    void LOOK_2_a_randomly_tampered_response_is_right_or_a_failure(
            @TempDir Path signing, @TempDir Path authoritative, @TempDir Path recursive) throws Exception {
        AuthoritativeServer.BIND.program().requireInstalled();
        SignedZones.SIGNER.requireInstalled();
        Unbound.PROGRAM.requireInstalled();
        SignedZones zones = new SignedZones(signing);
        Map<String, Integer> counts = new TreeMap<>();
        List<String> wrong = new ArrayList<>();
        try (ServerProcess bind = AuthoritativeServer.BIND.start(authoritative, zones.zones);
                ServerProcess unbound = Unbound.start(
                        recursive, bind.address(), zones.anchors.toString(), zones.zones.keySet(), "signed.test")) {
            tamper(bind, zones, FIRST_SEED, TAMPERINGS - TAMPERINGS / 2, counts, wrong);
            tamper(unbound, zones, FIRST_SEED + TAMPERINGS, TAMPERINGS / 2, counts, wrong);
        }
        System.out.println("tamperings: " + counts);

        assertThat(wrong).as(counts.toString()).isEmpty();
        assertThat(counts).containsKeys("right", "BOGUS");
        assertThat(counts.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(TAMPERINGS);
    }

    private static void tamper(
            ServerProcess server,
            SignedZones zones,
            long first,
            int count,
            Map<String, Integer> counts,
            List<String> wrong)
            throws Exception {
        TamperingAtRandom tampering = new TamperingAtRandom(new SimpleResolver(server.address()), ZONES, NAMES);
        List<DnsQuestion> questions = questions();
        try (TamperingProxy proxy = TamperingProxy.before(server.address(), tampering);
                DnsjavaResolver lasting = resolver(proxy.address(), zones)) {
            List<DnsAnswer> truth = new ArrayList<>();
            for (DnsQuestion question : questions) {
                DnsAnswer answer = answer(lasting, question);
                assertThat(answer).as("%s", question).isInstanceOf(DnsAnswer.Known.class);
                truth.add(answer);
            }
            for (long seed = first; seed < first + count; seed++) {
                Random random = new Random(seed);
                int which = random.nextInt(questions.size());
                DnsQuestion question = questions.get(which);
                TamperingAtRandom.Scope scope = switch (random.nextInt(6)) {
                    case 0 -> TamperingAtRandom.Scope.BOTH;
                    case 1 -> TamperingAtRandom.Scope.DELEGATIONS;
                    default -> TamperingAtRandom.Scope.ANSWERS;
                };
                tampering.start(seed, scope);
                DnsAnswer answer;
                if (scope == TamperingAtRandom.Scope.ANSWERS) {
                    answer = answer(lasting, question);
                } else {
                    try (DnsjavaResolver fresh = resolver(proxy.address(), zones)) { // with an empty key cache
                        answer = answer(fresh, question);
                    }
                }
                String result = result(answer, truth.get(which));
                counts.merge(result, 1, Integer::sum);
                if (result.equals("WRONG")) {
                    wrong.add("seed %d, %s, %s: %s".formatted(seed, scope, question, answer));
                }
            }
        }
    }

    private static DnsAnswer answer(DnsjavaResolver resolver, DnsQuestion question) throws Exception {
        try {
            return resolver.resolve(question).toCompletableFuture().get(HANGING.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError(question + " has no answer", e);
        }
    }

    private static String result(DnsAnswer answer, DnsAnswer truth) {
        if (answer instanceof DnsAnswer.Failed failed) {
            return failed.kind().name();
        }
        boolean same = answer instanceof DnsAnswer.Found found
                ? truth instanceof DnsAnswer.Found other && found.data().equals(other.data())
                : answer.getClass().equals(truth.getClass());
        return same ? "right" : "WRONG";
    }
}
