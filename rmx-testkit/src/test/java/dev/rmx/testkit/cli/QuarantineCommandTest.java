package dev.rmx.testkit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.RmxOutcome;
import dev.rmx.RmxQuery;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.quarantine.Decision;
import dev.rmx.quarantine.HeldMessage;
import dev.rmx.quarantine.JdbcQuarantineStore;
import dev.rmx.quarantine.MessageReference;
import dev.rmx.quarantine.QuarantineException;
import dev.rmx.quarantine.QuarantineStore;
import dev.rmx.quarantine.QuarantineStore.Wait;
import dev.rmx.receive.EnvelopeSender;
import dev.rmx.receive.Finding;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code rmx quarantine}, on an SQLite file. */
class QuarantineCommandTest extends CommandRun {
    private static final DnsQuestion QUESTION = new DnsQuestion(DomainName.parse("down.example"), RecordType.SPF);

    private Path file = Path.of("");

    private interface Work<T> {
        T on(QuarantineStore store) throws QuarantineException;
    }

    private <T> T inStore(Work<T> work) throws QuarantineException {
        return inStore(Duration.ZERO, work);
    }

    private <T> T inStore(Duration ago, Work<T> work) throws QuarantineException {
        try (QuarantineStore store =
                JdbcQuarantineStore.sqlite(file, () -> Instant.now().minus(ago))) {
            return work.on(store);
        }
    }

    private static RmxQuery query(String sender) {
        return EnvelopeSender.parse(sender).from(IpAddress.parse("192.0.2.1"));
    }

    private static long add(QuarantineStore store, String sender, String reference) throws QuarantineException {
        return store.add(
                query(sender),
                MessageReference.of(reference),
                new Wait(QUESTION, Duration.ofHours(9)),
                Duration.ofDays(4));
    }

    /** Messages 1 and 2 wait for an answer, the first since three days ago; message 3 is decided. */
    @BeforeEach
    void hold() throws QuarantineException {
        file = directory.resolve("quarantine.db");
        inStore(Duration.ofDays(3), store -> add(store, "joe@down.example", "A1"));
        inStore(store -> add(store, "ann@sub.down.example", "B2"));
        Decision denied = new Decision(Finding.of(RmxOutcome.DENIED, "it refuses us"), Decision.Source.DNS);
        inStore(store -> store.add(query("bob@other.example"), MessageReference.of("C3"), denied, Duration.ofHours(9)));
    }

    private int quarantine(String line) {
        return quarantineWithInput("", line);
    }

    private int quarantineWithInput(String input, String line) {
        return rmxWithInput(input, ("quarantine --jdbc jdbc:sqlite:" + file + " " + line).split(" ", -1));
    }

    private Optional<HeldMessage> find(long id) throws QuarantineException {
        return inStore(store -> store.find(id));
    }

    private List<Long> listed() {
        return out.lines()
                .map(line -> Long.valueOf(line.substring(0, line.indexOf(' '))))
                .toList();
    }

    @Test
    void list_tells_why_each_is_held_and_when_it_is_tried_again() {
        assertThat(quarantine("list")).isZero();

        assertThat(out.lines())
                .satisfiesExactly(
                        first -> assertThat(first)
                                .matches("1  3d 0h  joe@down[.]example from 192[.]0[.]2[.]1"
                                        + "  waits for down[.]example TXT: next try now  A1"),
                        second -> assertThat(second)
                                .matches("2  \\d+s  ann@sub[.]down[.]example from 192[.]0[.]2[.]1"
                                        + "  waits for down[.]example TXT: next try now  B2"),
                        third -> assertThat(third)
                                .matches("3  \\d+s  bob@other[.]example from 192[.]0[.]2[.]1"
                                        + "  Denied: handed back in 8h 5\\dm  C3"));
        assertThat(err).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "--domain down.example, '1,2'",
        "--domain sub.down.example, 2",
        "--older 2d, 1",
        "--newer 2d, '2,3'",
        "--outcome undecided, '1,2'",
        "--outcome denied, 3",
        "--outcome NoRMX, ''",
        "--after 1 --limit 1, 2",
        "--limit 0, ''",
        "--domain down.example --newer 1d, 2"
    })
    void options_choose_messages(String options, String ids) {
        assertThat(quarantine("list " + options)).isZero();

        assertThat(listed().toString().replace(" ", "")).isEqualTo("[" + ids + "]");
    }

    @Test
    void show_tells_all_of_a_message() {
        assertThat(quarantine("show 1 3")).isZero();

        assertThat(out)
                .contains("message:        1\n", "reference:      A1\n", "sender:         joe@down.example\n")
                .contains("waits for:      down.example TXT\n", "tried:          0 times\n")
                .contains("decision:       Denied by DNS\n", "reason:         it refuses us\n");
    }

    @Test
    void count_has_the_oldest_age_for_monitoring() {
        assertThat(quarantine("count")).isZero();
        assertThat(out).isEqualToIgnoringNewLines("3 held, 2 undecided, 1 Denied; the oldest for 3d 0h");

        assertThat(quarantine("count --json")).isZero();
        assertThat(out)
                .matches(
                        "\\{\"held\":3,\"undecided\":2,\"Denied\":1,\"unreadable\":0,\"oldestSeconds\":2592\\d\\d}\\R");

        assertThat(quarantine("count --domain none.example --json")).isZero();
        assertThat(out)
                .isEqualToIgnoringNewLines("{\"held\":0,\"undecided\":0,\"unreadable\":0,\"oldestSeconds\":null}");
    }

    @Test
    void release_decides_what_is_undecided() throws QuarantineException {
        assertThat(rmx("quarantine", "--jdbc", "jdbc:sqlite:" + file, "--reason", "we know them", "release", "1"))
                .isZero();

        assertThat(listed()).containsExactly(1L);
        Decision decision = find(1).orElseThrow().decision().orElseThrow();
        assertThat(decision.outcome()).isEqualTo(RmxOutcome.NO_RMX);
        assertThat(decision.reason()).isEqualTo("we know them");
        assertThat(decision.source()).isEqualTo(Decision.Source.OPERATOR);
        assertThat(quarantine("release --as Denied --domain sub.down.example")).isZero();
        assertThat(find(2).orElseThrow().decision().orElseThrow().outcome()).isEqualTo(RmxOutcome.DENIED);
    }

    @Test
    void TEMP_6_release_of_a_decided_message_leaves_its_decision() throws QuarantineException {
        assertThat(quarantine("release 3")).isZero();

        assertThat(err).isEqualToIgnoringNewLines("rmx: message 3 keeps its decision");
        assertThat(out).contains("Denied: handed back now");
        HeldMessage message = find(3).orElseThrow();
        assertThat(message.decision().orElseThrow().outcome()).isEqualTo(RmxOutcome.DENIED);
        assertThat(message.due()).isBefore(Instant.now().plusSeconds(1)); // and is handed back now
    }

    @Test
    void retry_makes_the_question_due() throws QuarantineException {
        inStore(store -> store.add(
                query("eve@late.example"),
                MessageReference.of("D4"),
                new Wait(new DnsQuestion(DomainName.parse("late.example"), RecordType.RMX), Duration.ofHours(9)),
                Duration.ofDays(4)));

        assertThat(quarantine("retry --all --dry-run")).isZero();
        assertThat(listed()).containsExactly(1L, 2L, 3L, 4L);
        assertThat(find(4).orElseThrow().due()).isAfter(Instant.now());

        assertThat(quarantine("retry --all")).isZero();
        assertThat(listed()).containsExactly(1L, 2L, 3L, 4L);
        assertThat(find(4).orElseThrow().due()).isBeforeOrEqualTo(Instant.now());
        assertThat(find(3).orElseThrow().due()).isBeforeOrEqualTo(Instant.now());
    }

    @Test
    void remove_takes_ids_from_standard_input() throws QuarantineException {
        assertThat(quarantineWithInput("1\n\n 3\n", "remove -")).isZero();

        assertThat(listed()).containsExactly(1L, 3L);
        List<HeldMessage> left = inStore(store -> store.list(0, 10));
        assertThat(left).extracting(HeldMessage::id).containsExactly(2L);
        assertThat(quarantine("remove 3 2")).isEqualTo(1);
        assertThat(err).isEqualToIgnoringNewLines("rmx: message 3 is not held, or cannot be read");
        assertThat(inStore(QuarantineStore::held).count()).isZero();
    }

    @Test
    void json_has_a_line_for_each_message() {
        assertThat(quarantine("list --json --limit 1")).isZero();

        assertThat(out)
                .matches("\\{\"id\":1,\"reference\":\"A1\",\"reference64\":null,\"sender\":\"joe@down.example\","
                        + "\"client\":\"192.0.2.1\",\"helo\":null,\"since\":\"[-0-9T:]+Z\",\"until\":\"[-0-9T:]+Z\","
                        + "\"waitsFor\":\"down.example TXT\",\"due\":\"[-0-9T:]+Z\",\"attempts\":0,\"outcome\":null,"
                        + "\"reason\":null}\\R");
    }

    @Test
    void what_a_stranger_wrote_does_no_harm() throws QuarantineException {
        long id = inStore(store -> store.add(
                query("\"\u001b[2J\"@down.example"),
                MessageReference.of(new byte[] {(byte) 0xff, 10}),
                new Wait(QUESTION, Duration.ZERO),
                Duration.ofDays(1)));

        assertThat(quarantine("show " + id)).isZero();
        assertThat(out).doesNotContain("\u001b").contains("reference:      2 octets\n");
        assertThat(quarantine("list --after 3 --json")).isZero();
        assertThat(out).doesNotContain("\u001b").contains("\"reference\":null,\"reference64\":\"/wo=\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "list 1",
                "count 1",
                "show",
                "show --all",
                "release",
                "remove --dry-run",
                "retry 1 --all",
                "remove 1 --domain a.example",
                "flush",
                "list --older 2",
                "list --outcome maybe",
                "list --domain a..b",
                "release 1 --as pass",
                "list --limit x",
                "remove 1 2 --limit 1",
                "remove --all --limit -1",
                "list --dry-run"
            })
    void wrong_usage_exits_64_and_changes_nothing(String line) throws QuarantineException {
        assertThat(quarantine(line)).isEqualTo(64);

        assertThat(err).isNotBlank();
        assertThat(inStore(QuarantineStore::held).count()).isEqualTo(3);
    }

    @Test
    void a_wrong_id_or_database_is_told_in_one_line() throws Exception {
        assertThat(quarantine("remove 1 x")).isEqualTo(65);
        assertThat(err).isEqualToIgnoringNewLines("rmx: an id is a number as rmx quarantine list shows it, not \"x\"");
        assertThat(inStore(QuarantineStore::held).count()).isEqualTo(3); // nor was message 1 removed

        assertThat(rmx("quarantine", "--jdbc", "jdbc:sqlite:" + directory + "/none.db", "list"))
                .isEqualTo(66);
        assertThat(directory.resolve("none.db")).doesNotExist();
        assertThat(rmx("quarantine", "--jdbc", "jdbc:mysql://x/y", "list")).isEqualTo(64);
        assertThat(err).startsWith("--jdbc takes jdbc:sqlite:FILE or jdbc:postgresql://HOST/DATABASE");
        Path junk = Files.writeString(directory.resolve("junk.db"), "no database, but long enough to look like one");
        assertThat(rmx("quarantine", "--jdbc", "jdbc:sqlite:" + junk, "list")).isEqualTo(69);
        assertThat(err.lines()).hasSize(1);
    }

    @Test
    void retry_of_a_page_asks_once_and_prints_each_as_it_is_now() throws QuarantineException {
        assertThat(quarantine("retry --domain down.example --json")).isZero();

        assertThat(out.lines()).hasSize(2);
        Instant soon = Instant.now().plusSeconds(60);
        for (long id = 1; id <= 3; id++) {
            assertThat(find(id).orElseThrow().due().isBefore(soon)).isEqualTo(id < 3);
        }
        assertThat(quarantine("retry --all --dry-run")).isZero();
        assertThat(listed()).containsExactly(1L, 2L, 3L);
        assertThat(find(3).orElseThrow().due()).isAfter(soon);
        assertThat(quarantine("retry --all --limit 3")).isZero();
        assertThat(find(3).orElseThrow().due()).isBefore(soon);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            28P01 |                                  | 77 | URL refuses the user or the password
            08004 |                                  | 77 | URL wants a password: set the environment variable RMX_JDBC_PASSWORD
            3D000 |                                  | 69 | URL has no such database
            08001 | java.net.UnknownHostException    | 68 | the host of URL is unknown
            08001 | java.net.ConnectException        | 69 | URL refuses the connection: no PostgreSQL listens there
            08001 | java.net.SocketTimeoutException  | 69 | URL does not answer
            XX000 |                                  | 69 | the quarantine cannot open it
            """)
    void what_is_wrong_with_a_database_is_told_in_one_line(String state, String cause, int exitCode, String line)
            throws Exception {
        SQLException fault = new SQLException("The connection attempt failed.", state);
        if (cause != null) {
            fault.initCause(Class.forName(cause)
                    .asSubclass(Throwable.class)
                    .getConstructor()
                    .newInstance());
        }
        BadInputException problem = DatabaseProblem.of(
                "jdbc:postgresql://joe:secret@db.example/mail?password=secret",
                new QuarantineException("the quarantine cannot open it", fault));

        assertThat(problem.exitCode()).isEqualTo(exitCode);
        assertThat(problem).hasMessage(line.replace("URL", "jdbc:postgresql://db.example/mail"));
    }

    @Test
    void a_database_that_nobody_serves_is_told_in_one_line() {
        assertThat(rmx("quarantine", "--jdbc", "jdbc:postgresql://127.0.0.1:1/mail?user=rmx", "list"))
                .isEqualTo(69);
        assertThat(err)
                .isEqualToIgnoringNewLines("rmx: jdbc:postgresql://127.0.0.1:1/mail refuses the connection: no"
                        + " PostgreSQL listens there");
    }

    @Test
    void a_row_that_cannot_be_read_is_counted_and_can_be_removed() throws Exception {
        try (Connection database = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = database.createStatement()) {
            statement.executeUpdate("UPDATE rmx_held SET content = '9 from a later release' WHERE id = 2");
        }

        assertThat(quarantine("count")).isZero();
        assertThat(out).startsWith("2 held, 1 undecided, 1 Denied, and 1 that this release cannot read;");
        assertThat(quarantine("show 2")).isEqualTo(1);
        assertThat(quarantine("remove 2")).isZero();
        assertThat(out).isEqualToIgnoringNewLines("2  could not be read");
        assertThat(inStore(QuarantineStore::held).count()).isEqualTo(2);
    }

    /** Nobody would know which messages are gone. */
    @Test
    void nothing_more_is_removed_once_the_output_is_closed() throws QuarantineException {
        PrintStream closed = new PrintStream(OutputStream.nullOutputStream());
        closed.close();
        RmxCommand.Streams streams = new RmxCommand.Streams(
                InputStream.nullInputStream(), closed, new PrintStream(new ByteArrayOutputStream()));

        RmxCommand.run(streams, "quarantine", "--jdbc", "jdbc:sqlite:" + file, "remove", "--all");

        assertThat(inStore(QuarantineStore::held).count()).isEqualTo(2);
    }

    @Test
    void a_local_part_cannot_look_like_another_column() throws QuarantineException {
        inStore(store -> add(store, "\"a from 192.0.2.9  Denied\"@down.example", "D4"));

        assertThat(quarantine("list --after 3")).isZero();
        assertThat(out).contains("  \"a from 192.0.2.9  Denied\"@down.example from 192.0.2.1  ");
    }

    @Test
    void a_file_that_is_no_database_gets_no_lock() throws Exception {
        String other = write("other.db", "not SQLite");

        assertThat(rmx("quarantine", "--jdbc", "jdbc:sqlite:" + other, "list")).isEqualTo(69);
        assertThat(err).isEqualToIgnoringNewLines("rmx: " + other + " is not an SQLite database");
        assertThat(Path.of(other + ".lock")).doesNotExist();
    }

    @Test
    void a_file_that_a_store_has_open_is_refused() throws QuarantineException {
        inStore(store -> {
            assertThat(quarantine("list")).isEqualTo(69);
            assertThat(err).contains("this process has " + file + " open already");
            return 0;
        });
    }
}
