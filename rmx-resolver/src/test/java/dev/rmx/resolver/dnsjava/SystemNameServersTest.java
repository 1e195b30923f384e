package dev.rmx.resolver.dnsjava;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class SystemNameServersTest {
    private static final InetSocketAddress FIRST = new InetSocketAddress("192.0.2.1", 53);
    private static final InetSocketAddress SECOND = new InetSocketAddress("192.0.2.2", 53);
    private static final InetSocketAddress HERE = new InetSocketAddress(InetAddress.getLoopbackAddress(), 53);

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5); // it may overflow
    private final List<String> warnings = new ArrayList<>();

    @TempDir
    private Path directory;

    private Path file = Path.of("");

    @BeforeEach
    void write() throws IOException {
        file = directory.resolve("resolv.conf");
        write("nameserver 192.0.2.1\n");
    }

    private void write(String text) throws IOException {
        Files.writeString(file, text);
    }

    private SystemNameServers servers() {
        return servers(List::of);
    }

    private SystemNameServers servers(Supplier<List<InetSocketAddress>> elsewhere) {
        return new SystemNameServers(file, elsewhere, nanos::get, warnings::add);
    }

    private void later() {
        nanos.addAndGet(SystemNameServers.INTERVAL_NANOS);
    }

    @Test
    void changes_are_followed_after_half_a_minute() throws IOException {
        SystemNameServers servers = servers();
        List<InetSocketAddress> before = servers.current();
        assertThat(before).containsExactly(FIRST);

        write("nameserver 192.0.2.2\n");
        nanos.addAndGet(SystemNameServers.INTERVAL_NANOS - 1);
        assertThat(servers.current()).isSameAs(before);
        nanos.incrementAndGet();
        assertThat(servers.current()).containsExactly(SECOND);
        assertThat(warnings).isEmpty();
    }

    @Test
    void servers_that_stay_the_same_are_the_same_list() throws IOException {
        SystemNameServers servers = servers();
        List<InetSocketAddress> before = servers.current();
        write("# changed\nnameserver 192.0.2.1\n");
        later();
        assertThat(servers.current()).isSameAs(before);
    }

    @Test
    void another_zone_is_another_server() throws Exception {
        String loopback = NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress())
                .getName();
        SystemNameServers servers = servers();
        write("nameserver fe80::1\n");
        later();
        List<InetSocketAddress> before = servers.current();
        write("nameserver fe80::1%" + loopback + "\n");
        later();
        assertThat(servers.current().toString()).isNotEqualTo(before.toString());
    }

    @Test
    void without_a_usable_server_the_last_ones_stay() throws IOException {
        SystemNameServers servers = servers(List::of);
        write("nameserver ns.example.org\n");
        later();
        assertThat(servers.current()).containsExactly(FIRST);
        Files.delete(file);
        later();
        assertThat(servers.current()).containsExactly(FIRST);
        Files.createDirectory(file);
        later();
        assertThat(servers.current()).containsExactly(FIRST);
    }

    @Test
    void without_any_server_the_one_on_this_machine_is_used() throws IOException {
        write("search example.org\n");
        SystemNameServers servers = servers();
        assertThat(servers.current()).containsExactly(HERE);
        write("nameserver 192.0.2.2\n");
        later();
        assertThat(servers.current()).containsExactly(SECOND);
    }

    @Test
    void a_faulty_configuration_gives_one_warning() throws IOException {
        write("nameserver fe80::1%none7\nnameserver 192.0.2.1\n");
        SystemNameServers servers = servers();
        assertThat(servers.current()).containsExactly(FIRST);
        later();
        assertThat(servers.current()).containsExactly(FIRST);
        assertThat(warnings)
                .containsExactly(file + " has name servers that cannot be used; they are skipped: line 1"
                        + " \"nameserver fe80::1%none7\": the text after % is no network interface");

        write("nameserver a\nnameserver b\nnameserver c\nnameserver d\nnameserver e\n");
        later();
        assertThat(servers.current()).containsExactly(FIRST);
        assertThat(warnings).hasSize(2);
        assertThat(warnings.get(1))
                .contains("line 1", "line 3")
                .doesNotContain("line 4")
                .endsWith("; and 2 more");
    }

    @Test
    void a_file_is_read_up_to_its_last_whole_line() throws IOException {
        String line = "nameserver 192.0.2.1\n";
        write(line + "#".repeat(SystemNameServers.MOST_OCTETS - line.length() - 21) + "\nnameserver 192.0.2.23\n");
        assertThat(servers().current()).containsExactly(FIRST); // and not 192.0.2.2
        assertThat(warnings).isEmpty();
    }

    @Test
    void without_a_file_dnsjava_is_asked_and_may_fail() throws IOException {
        Files.delete(file);
        List<InetSocketAddress> found =
                new ArrayList<>(List.of(InetSocketAddress.createUnresolved("ns.test", 53), FIRST));
        SystemNameServers servers = servers(() -> {
            if (found.isEmpty()) {
                throw new NullPointerException("as dnsjava does");
            }
            return found;
        });
        assertThat(servers.current()).containsExactly(FIRST);
        found.clear();
        later();
        assertThat(servers.current()).containsExactly(FIRST);
        assertThat(warnings)
                .containsExactly(
                        "some of the system's name servers are given by names that do not resolve; they are skipped",
                        "the system's name servers cannot be read: NullPointerException");
    }

    @Test
    @Timeout(60)
    void nobody_waits_for_the_thread_that_reads() throws Exception {
        Files.delete(file);
        CountDownLatch reads = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicLong count = new AtomicLong();
        SystemNameServers servers = servers(() -> {
            if (count.incrementAndGet() == 1) {
                return List.of(FIRST);
            }
            reads.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return List.of(SECOND);
        });
        later();
        CompletableFuture<List<InetSocketAddress>> reader = CompletableFuture.supplyAsync(servers::current);
        reads.await();
        assertThat(servers.current()).containsExactly(FIRST);
        goOn.countDown();
        assertThat(reader.get()).containsExactly(SECOND);
        assertThat(servers.current()).containsExactly(SECOND);
        assertThat(count).hasValue(2);
    }

    @Test
    void the_system_has_some() {
        assertThat(SystemNameServers.ofSystem().current()).isNotEmpty().noneMatch(InetSocketAddress::isUnresolved);
    }
}
