package dev.rmx.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.RmxLimits;
import dev.rmx.RmxQuery;
import dev.rmx.RmxResult;
import dev.rmx.RmxStep;
import dev.rmx.RmxVerdict;
import dev.rmx.RmxVerifier;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.receive.EnvelopeSender;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import dev.rmx.resolver.RmxChecker;
import dev.rmx.resolver.RmxResolver;
import dev.rmx.resolver.dnsjava.DnsjavaResolver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Every fault of the server with every question that a check asks. The result must be one that the reference verifier
 * gives for an answer that [LOOK-2] allows for the fault.
 */
@Timeout(600)
class FaultMatrixTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final Duration DEADLINE = Duration.ofHours(1); // no test waits for it

    private static final DnsAnswer FAILED = new DnsAnswer.Failed(DnsAnswer.Failed.Kind.OTHER, "fault", Instant.MAX);
    private static final DnsAnswer ABSENT = new DnsAnswer.Absent(Instant.MAX, false);

    /** A check that depends on one question. Where possible, found, absent and failed give three different results. */
    private record Scenario(String column, DnsQuestion question, RmxQuery query, RmxZone zone) {
        static Scenario of(String column, String name, RecordType type, String client, String... zone) {
            return new Scenario(
                    column,
                    new DnsQuestion(DomainName.parse(name), type),
                    EnvelopeSender.parse("joe@example.org").from(IpAddress.parse(client)),
                    RmxZone.parse(String.join("\n", zone) + "\n"));
        }
    }

    private static final List<Scenario> SCENARIOS = List.of(
            Scenario.of("RMX", "example.org", RecordType.RMX, "192.0.2.1", "example.org. RMX ipv4:192.0.2.1"),
            Scenario.of(
                    "TXT",
                    "_rmx.example.org",
                    RecordType.RMX_TXT,
                    "192.0.2.1",
                    "_rmx.example.org. TXT \"1:192.0.2.1\""),
            Scenario.of(
                    "A",
                    "h.example",
                    RecordType.A,
                    "192.0.2.1",
                    "example.org. RMX host:h.example",
                    "h.example. A 192.0.2.1"),
            Scenario.of(
                    "AAAA",
                    "h.example",
                    RecordType.AAAA,
                    "2001:db8::1",
                    "example.org. RMX host:h.example",
                    "h.example. AAAA 2001:db8::1"),
            Scenario.of(
                    "APL",
                    "l.example",
                    RecordType.APL,
                    "192.0.2.1",
                    "example.org. RMX apl:l.example",
                    "l.example. APL 1:192.0.2.0/24"),
            Scenario.of(
                    "PTR",
                    "1.2.0.192.in-addr.arpa",
                    RecordType.PTR,
                    "192.0.2.1",
                    "example.org. RMX domain:h.example",
                    "1.2.0.192.in-addr.arpa. PTR h.example.",
                    "h.example. A 192.0.2.1"),
            Scenario.of(
                    "MX",
                    "example.org",
                    RecordType.MX,
                    "192.0.2.1",
                    "example.org. RMX mx:",
                    "example.org. MX 10 h.example.",
                    "h.example. A 192.0.2.1"),
            Scenario.of(
                    "mapped A",
                    "192.0.2.1.m.example",
                    RecordType.A,
                    "192.0.2.1",
                    "example.org. RMX mapped:m.example",
                    "192.0.2.1.m.example. A 127.0.0.2"),
            Scenario.of(
                    "full RMX",
                    "joe._rmx.example.org",
                    RecordType.RMX,
                    "192.0.2.1",
                    "example.org. RMX full:",
                    "joe._rmx.example.org. RMX ipv4:192.0.2.1"),
            Scenario.of(
                    "full TXT",
                    "joe._rmx.example.org",
                    RecordType.RMX_TXT,
                    "192.0.2.1",
                    "example.org. RMX full:",
                    "joe._rmx.example.org. TXT \"ipv4:192.0.2.1\""));

    private static List<DnsFault> faults() {
        List<DnsFault> faults = new ArrayList<>(Arrays.asList(DnsFault.Plain.values()));
        faults.add(new DnsFault.Late(DEADLINE));
        faults.add(new DnsFault.CutShort(0));
        faults.add(new DnsFault.CutShort(11));
        faults.add(new DnsFault.CutShort(40));
        return faults;
    }

    /** The answers that a resolver may give to a question that meets a fault. */
    private static List<DnsAnswer> allowed(DnsFault fault, RecordType type, DnsAnswer right) {
        Set<DnsFault.Reading> readings = fault instanceof DnsFault.Plain plain
                ? plain.readings(type)
                : EnumSet.of(DnsFault.Reading.FAILED); // too late, or too short for a message
        return readings.stream()
                .map(reading -> switch (reading) {
                    case RIGHT -> right;
                    case ABSENT -> ABSENT;
                    case FAILED -> FAILED;
                })
                .toList();
    }

    /** The reference's results for all allowed answers. */
    private static Set<RmxResult> expected(Scenario scenario, DnsFault fault) {
        Set<RmxResult> results = EnumSet.noneOf(RmxResult.class);
        Map<DnsQuestion, DnsAnswer> answers = rightAnswers(scenario);
        DnsAnswer right = answers.getOrDefault(scenario.question(), FAILED);
        for (DnsAnswer answer : allowed(fault, scenario.question().type(), right)) {
            answers.put(scenario.question(), answer);
            results.add(new ReferenceVerifier(RmxLimits.DEFAULT)
                    .conclude(scenario.query(), answers)
                    .result());
        }
        return results;
    }

    private static Map<DnsQuestion, DnsAnswer> rightAnswers(Scenario scenario) {
        Map<DnsQuestion, DnsAnswer> answers = new HashMap<>();
        try (RmxResolver resolver = scenario.zone().resolver()) {
            RmxVerifier verifier = new RmxVerifier();
            while (verifier.evaluate(scenario.query(), answers) instanceof RmxStep.Needs needs) {
                needs.questions()
                        .forEach(question ->
                                answers.put(question, resolver.resolve(question).join()));
            }
        }
        return answers;
    }

    private static RmxResult check(Scenario scenario, DnsFault fault, boolean async) throws Exception {
        DnsQuestion question = scenario.question();
        RmxDnsServer server = RmxDnsServer.start(scenario.zone());
        server.fault(DnsFaultRule.of(fault).at(question.name().toString()).type(question.type()));
        RmxDnsServer.Asked last = new RmxDnsServer.Asked(
                question.name().toString(), question.type().mnemonic(), fault == DnsFault.Plain.TCP_SILENT);
        SilentFaults faults = new SilentFaults(TIMEOUT);
        try (server;
                RmxChecker checker = RmxChecker.builder(DnsjavaResolver.builder()
                                .servers(server.address())
                                .timeout(TIMEOUT)
                                .attempts(1)
                                .scheduler(faults.time())
                                .build())
                        .deadline(DEADLINE)
                        .build()) {
            CompletableFuture<RmxVerdict> verdict = async
                    ? checker.checkAsync(scenario.query())
                    : CompletableFuture.supplyAsync(
                            () -> checker.check(scenario.query()), FaultMatrixTest::onNewThread);
            return faults.join(verdict, fault, server, last).result();
        }
    }

    private static void onNewThread(Runnable task) {
        new Thread(task).start();
    }

    @Test
    void LOOK_2_each_fault_at_each_question_gives_what_the_reference_says() throws IOException {
        StringBuilder table = new StringBuilder();
        table.append("| fault | ")
                .append(SCENARIOS.stream().map(Scenario::column).collect(Collectors.joining(" | ")))
                .append(" |\n|---|")
                .append("---|".repeat(SCENARIOS.size()))
                .append('\n');
        for (DnsFault fault : faults()) {
            List<CompletableFuture<String>> cells = new ArrayList<>();
            for (Scenario scenario : SCENARIOS) {
                cells.add(CompletableFuture.supplyAsync(() -> cell(scenario, fault), FaultMatrixTest::onNewThread));
            }
            table.append("| ").append(name(fault)).append(" | ");
            table.append(cells.stream().map(CompletableFuture::join).collect(Collectors.joining(" | ")));
            table.append(" |\n");
        }
        Path readme = Path.of("../rmx-resolver/README.md");

        assertThat(Files.readString(readme)).contains(table);
    }

    private static String cell(Scenario scenario, DnsFault fault) {
        Set<RmxResult> expected = expected(scenario, fault);
        for (boolean async : new boolean[] {false, true}) {
            String what = fault + " at " + scenario.question() + ", async " + async;
            try {
                assertThat(check(scenario, fault, async)).as(what).isIn(expected);
            } catch (Exception e) {
                throw new AssertionError(what, e);
            }
        }
        return expected.stream().map(RmxResult::toString).collect(Collectors.joining(" or "));
    }

    private static String name(DnsFault fault) {
        return fault instanceof DnsFault.Late ? "late" : fault.toString();
    }
}
