package dev.rmx.testkit.quarantine;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.resolver.RmxResolver;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes that hold messages and take them back are killed over and over, and so is their database: every held
 * message comes back, with one decision. {@code -Dcrash.kills} sets how often SQLite's process is killed; a process on
 * PostgreSQL is killed half as often, PostgreSQL itself a fifth as often. Every build does a few kills.
 */
class QuarantineCrashTest {
    private static final Duration MOST_DRAIN = Duration.ofMinutes(5);

    /** Answers every question with "absent". */
    private static final RmxResolver ALL_UP =
            (question, budget) -> CompletableFuture.completedFuture(new DnsAnswer.Absent(Instant.now(), false));

    @TempDir
    Path directory = Path.of(".");

    private final Random random = new Random();
    private final List<NodeProcess> started = new ArrayList<>();
    private int kills;

    @AfterEach
    void end() {
        started.forEach(NodeProcess::close);
    }

    @Test
    void TEMP_3_a_process_with_its_own_file_is_killed() throws Exception {
        String address = CrashDatabase.address(directory.resolve("quarantine.db"));
        while (kills < most(4, 1)) {
            NodeProcess node = start(address);
            liveOn(node);
            kill(node);
        }
        drainAndCheck("SQLite", address);
    }

    @Test
    void TEMP_3_a_process_that_shares_a_server_is_killed() throws Exception {
        try (PostgresServer server = PostgresServer.start()) {
            String url = server.newSchemaUrl();
            List<NodeProcess> nodes = new ArrayList<>(List.of(start(url), start(url)));
            while (kills < most(2, 2)) {
                NodeProcess node = nodes.remove(random.nextInt(2));
                liveOn(node);
                kill(node);
                nodes.add(start(url));
            }
            nodes.get(0).kill();
            nodes.get(1).kill();
            drainAndCheck("processes at PostgreSQL", url);
        }
    }

    @Test
    void TEMP_3_the_server_is_killed() throws Exception {
        try (PostgresServer server = PostgresServer.start()) {
            String url = server.newSchemaUrl();
            List<NodeProcess> nodes = List.of(start(url), start(url));
            for (NodeProcess node : nodes) {
                node.await("R", 0);
            }
            while (kills < most(1, 5)) {
                nodes.get(0).liveOn(random);
                server.kill();
                kills++;
                long[] written = {nodes.get(0).written(), nodes.get(1).written()};
                server.startAgain();
                nodes.get(0).await("R", written[0]);
                nodes.get(1).await("R", written[1]);
            }
            nodes.get(0).kill();
            nodes.get(1).kill();
            drainAndCheck("PostgreSQL itself", url);
        }
    }

    private static int most(int inEveryBuild, int part) {
        Integer kills = Integer.getInteger("crash.kills");
        return kills == null ? inEveryBuild : Math.max(1, kills / part);
    }

    /** Waits for a random moment; the first process has held a message by then, so that there is one to lose. */
    private void liveOn(NodeProcess node) throws IOException, InterruptedException {
        if (kills == 0) {
            node.await("H", 0);
        }
        node.liveOn(random);
    }

    private NodeProcess start(String address) throws Exception {
        NodeProcess node = new NodeProcess("node" + started.size(), directory, address);
        started.add(node);
        return node;
    }

    private void kill(NodeProcess node) throws InterruptedException {
        node.kill();
        kills++;
    }

    private void drainAndCheck(String what, String address) throws Exception {
        try (Journal journal = new Journal(directory.resolve("last" + Journal.SUFFIX));
                CrashNode last = new CrashNode(address, ALL_UP, journal, false)) {
            last.drain(MOST_DRAIN);
        }
        Ledger ledger = Ledger.of(directory);
        System.out.println(what + ": " + kills + " kills, " + ledger);
        ledger.check();
    }
}
