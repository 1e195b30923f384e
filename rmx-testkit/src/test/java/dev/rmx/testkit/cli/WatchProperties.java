package dev.rmx.testkit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rmx.RmxExpansion;
import dev.rmx.RmxLimits;
import dev.rmx.RmxQuery;
import dev.rmx.RmxResult;
import dev.rmx.RmxVerifier;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import dev.rmx.record.IpPrefix;
import dev.rmx.record.IpRanges;
import dev.rmx.resolver.RmxExpander;
import dev.rmx.resolver.RmxResolver;
import dev.rmx.testkit.RmxZone;
import dev.rmx.testkit.jqwik.RmxWorld;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterProperty;

/** Compares what a watch says of two worlds with checks of the addresses at all edges. */
class WatchProperties {
    private static final RmxVerifier VERIFIER =
            new RmxVerifier(RmxVerifier.DEFAULT_FORMS, RmxLimits.DEFAULT, List.of());

    private final ObjectMapper mapper = new ObjectMapper();
    private final Path file;

    WatchProperties() throws IOException {
        file = Files.createTempDirectory("watch").resolve("state");
    }

    @AfterProperty
    void remove() throws IOException {
        for (String end : List.of("", ".new", ".lock")) {
            Files.deleteIfExists(file.resolveSibling("state" + end));
        }
        Files.deleteIfExists(file.getParent());
    }

    @Provide
    Arbitrary<RmxWorld> worlds() {
        return RmxWorld.worlds(
                RmxWorld.entries(),
                Arbitraries.frequency(
                        Tuple.of(9, RmxWorld.Choice.YES),
                        Tuple.of(9, RmxWorld.Choice.OTHER),
                        Tuple.of(4, RmxWorld.Choice.ABSENT),
                        Tuple.of(1, RmxWorld.Choice.MISSING)));
    }

    /** A disk that does not wait for its platters. */
    private static final class Fast implements WholeFile.Disk {
        @Override
        public void fill(Path beside, byte[] octets) throws IOException {
            Files.write(beside, octets);
        }

        @Override
        public void sync(Path folder) {}
    }

    /** What one pass says. */
    private record Said(int exitCode, List<JsonNode> events) {}

    private Said pass(DomainName domain, RmxZone zone) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream nowhere = new PrintStream(new ByteArrayOutputStream());
        RmxCommand.Streams streams = new RmxCommand.Streams(
                new ByteArrayInputStream(new byte[0]), new PrintStream(out, false, StandardCharsets.UTF_8), nowhere);
        try (Watch watch = new Watch(
                List.of(domain),
                VERIFIER,
                zone.resolver(),
                InstantSource.system(),
                WatchState.open(file, new Fast()),
                new WatchPrinter(streams, true, false))) {
            int exitCode = watch.pass();
            List<JsonNode> events = new ArrayList<>();
            for (String line : out.toString(StandardCharsets.UTF_8).lines().toList()) {
                events.add(mapper.readTree(line));
            }
            return new Said(exitCode, events);
        }
    }

    @Property(tries = 60)
    void LINT_4_a_watch_says_exactly_what_checks_of_the_edges_say(
            @ForAll("worlds") RmxWorld before, @ForAll("worlds") RmxWorld after) throws IOException {
        Files.deleteIfExists(file);
        DomainName domain = before.query().subject().orElseThrow();
        RmxZone old = before.zone();
        RmxZone now = after.zone();
        Said first = pass(domain, old);
        boolean recorded = first.exitCode() == 0;
        byte[] state = recorded ? Files.readAllBytes(file) : new byte[0];
        Said second = pass(domain, now);
        if (second.exitCode() == 75) { // LOOK-2
            assertThat(second.events())
                    .allMatch(event -> event.get("event").asText().equals("failed"));
            assertThat(recorded ? Files.readAllBytes(file) : new byte[0]).isEqualTo(state);
            return;
        }
        if (!recorded) {
            assertThat(second.events().get(0).get("event").asText()).isEqualTo("recorded");
            return;
        }
        RmxExpansion was = expansion(domain, old);
        RmxExpansion is = expansion(domain, now);
        Map<String, IpRanges> said = said(second);
        boolean any = false;
        Set<IpAddress> clients = edges(was, is);
        said.values().forEach(ranges -> addEdges(ranges, clients));
        for (IpAddress client : clients) {
            List<String> words = said.entrySet().stream()
                    .filter(ranges -> ranges.getValue().contains(client))
                    .map(Map.Entry::getKey)
                    .toList();
            if (was.part(client).verdict().isPresent()
                    && is.part(client).verdict().isPresent()) {
                String word = word(result(domain, old, client), result(domain, now, client));
                assertThat(words).as("%s", client).isEqualTo(word.isEmpty() ? List.of() : List.of(word));
            } // else what cannot be listed decides
            any |= !words.isEmpty();
        }
        assertThat(second.exitCode()).isEqualTo(any ? 1 : 0);
        assertThat(pass(domain, now).exitCode()).as("the new state is kept").isZero();
    }

    private static String word(RmxResult was, RmxResult is) {
        return was == is ? "" : is == RmxResult.PASS ? "gains" : was == RmxResult.PASS ? "loses" : "changes";
    }

    private static Map<String, IpRanges> said(Said said) {
        Map<String, IpRanges> ranges = new HashMap<>();
        for (JsonNode event : said.events()) {
            for (JsonNode difference : event.get("differences")) {
                for (JsonNode range : difference.get("ranges")) {
                    ranges.merge(difference.get("change").asText(), ranges(range.asText()), IpRanges::union);
                }
            }
        }
        return ranges;
    }

    private static IpRanges ranges(String text) {
        String[] ends = text.split("-", -1);
        if (ends.length == 1) {
            return IpRanges.of(IpPrefix.parse(text));
        }
        IpRanges from = IpRanges.ofEdges(List.of(IpAddress.parse(ends[0])));
        IpAddress last = IpAddress.parse(ends[1]);
        IpRanges upTo = IpRanges.ALL.minus(IpRanges.ofEdges(List.of(last))).union(IpRanges.of(IpPrefix.of(last)));
        return from.intersection(upTo);
    }

    private static RmxExpansion expansion(DomainName domain, RmxZone zone) {
        return new RmxExpander(zone.resolver(), Duration.ofMinutes(5)).expand(VERIFIER, domain);
    }

    /** The first and last addresses of all parts. */
    private static Set<IpAddress> edges(RmxExpansion... expansions) {
        Set<IpAddress> edges = new TreeSet<>();
        for (RmxExpansion expansion : expansions) {
            expansion.parts().forEach(part -> addEdges(part.addresses(), edges));
        }
        return edges;
    }

    private static void addEdges(IpRanges ranges, Set<IpAddress> edges) {
        ranges.ranges().forEach(range -> {
            edges.add(range.first());
            edges.add(range.last());
        });
    }

    private static RmxResult result(DomainName domain, RmxZone zone, IpAddress client) {
        RmxQuery query = new RmxQuery(client, Optional.of(domain), Optional.of("joe"));
        RmxResolver resolver = zone.resolver();
        return VERIFIER.check(query, question -> resolver.resolve(question).join())
                .result();
    }
}
