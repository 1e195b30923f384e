package dev.rmx.testkit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.testkit.ChildJava;
import dev.rmx.testkit.replay.CheckFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code rmx check --record} and {@code rmx replay} ([EXPL-2]). */
class ReplayCommandTest extends CommandRun {
    private static final String ZONE = """
            example.org.      IN RMX ipv4:192.0.2.1 host:mail.example.org !ipv4:192.0.2.0/24
            mail.example.org. IN A   192.0.2.7
            bad.example.      IN TXT "v=spf1 ipv4:192.0.2.1"
            spf.example.      IN TXT "v=spf1 a:mail.example.org -all exp=why.spf.example"
            why.spf.example.  IN TXT "%{i} may not send, says %{r}"
            """;

    private String zone = "";
    private String file = "";

    @BeforeEach
    void names() throws IOException {
        zone = write("test.zone", ZONE);
        file = directory.resolve("check.json").toString();
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'rmx',         192.0.2.1,    joe@example.org,        0",
        "'rmx',         192.0.2.7,    <joe@example.org>,      0",
        "'rmx',         192.0.2.9,    joe@example.org,        1",
        "'rmx',         192.0.2.9,    joe@none.example,       2",
        "'spf,dmp',     192.0.2.9,    joe@spf.example,        1",
        "'spf',         192.0.2.9,    joe@bad.example,        2",
        "'spf',         192.0.2.9,    joe@localhost,          2"
    })
    void EXPL_2_a_recorded_check_prints_the_same_again(String forms, String ip, String sender, int status)
            throws IOException {
        String[] check = {"check", "--zone", zone, "--forms", forms, ip, sender, "mail.example.net"};
        assertThat(rmx(check)).isEqualTo(status);
        String printed = out;
        String said = err;
        assertThat(rmx(with("--record", file, check))).isEqualTo(status);
        assertThat(out).isEqualTo(printed);
        assertThat(err).isEqualTo(said);
        Files.delete(Path.of(zone));

        assertThat(rmx("replay", file)).isEqualTo(status);
        assertThat(out).isEqualTo(printed);
        assertThat(err).isEmpty();
        assertThat(rmxWithInput(Files.readString(Path.of(file)), "replay", "-")).isEqualTo(status);
        assertThat(out).isEqualTo(printed);
    }

    private static String[] with(String option, String value, String... words) {
        return Stream.concat(
                        Stream.of(words[0], option, value), Stream.of(words).skip(1))
                .toArray(String[]::new);
    }

    @Test
    void EXPL_2_a_replay_prints_JSON_like_a_check() {
        assertThat(rmx("check", "--zone", zone, "--record", file, "--json", "192.0.2.7", "joe@example.org"))
                .isZero();
        String printed = out;

        assertThat(rmx("replay", "--json", file)).isZero();
        assertThat(out).isEqualTo(printed);
        rmx("check", "--zone", zone, "--record", file, "192.0.2.7", "<>", "mail.example.org");
        assertThat(rmx("replay", "--json", file)).isEqualTo(2);
        assertThat(out).contains("\"sender\":\"<>\",\"subject\":\"mail.example.org\"");
        rmx("check", "--zone", zone, "--record", file, "192.0.2.7", "nobody");
        assertThat(rmx("replay", "--json", file)).isEqualTo(2);
        assertThat(out).contains("\"sender\":\"?\",\"subject\":null");
    }

    @Test
    void ID_6_an_IPv4_mapped_client_replays_as_IPv4() {
        assertThat(rmx("check", "--zone", zone, "--record", file, "::ffff:192.0.2.7", "joe@example.org"))
                .isZero();
        String printed = out;
        assertThat(rmx("replay", file)).isZero();
        assertThat(out).isEqualTo(printed);
        assertThat(rmx("replay", "--json", file)).isZero();
        assertThat(out).contains("\"ip\":\"192.0.2.7\"");
    }

    private static String withoutTimes(String json) {
        return json.replaceAll("\"ttl\":\\d+|\"time\":\"[^\"]*\"", "");
    }

    @Test
    void EXPL_2_a_recorded_check_is_explained_without_DNS() throws IOException {
        String[] explain = {"explain", "--zone", zone, "--json", "192.0.2.7", "joe@example.org"};
        assertThat(rmx(explain)).isZero();
        String printed = withoutTimes(out);
        assertThat(rmx("check", "--zone", zone, "--record", file, "192.0.2.7", "joe@example.org"))
                .isZero();
        Files.delete(Path.of(zone));

        assertThat(rmx("explain", "--replay", file, "--json")).isZero();
        assertThat(withoutTimes(out)).isEqualTo(printed);
        assertThat(rmx("explain", "--replay", file)).isZero();
        assertThat(out).contains("host:mail.example.org").contains("192.0.2.7");
        assertThat(rmx("explain", "--replay", file, "--html", "-")).isZero();
        assertThat(out).startsWith("<!");
        assertThat(rmxWithInput(Files.readString(Path.of(file)), "explain", "--replay", "-"))
                .isZero();
        assertThat(rmx("explain", "--replay", file, "192.0.2.7", "joe@example.org"))
                .isEqualTo(64);
        assertThat(rmx("explain", "--replay", file, "--forms", "spf")).isEqualTo(64);
        assertThat(rmx("explain", "--replay", file, "--json-schema")).isEqualTo(64);

        String other = Files.readString(Path.of(file)).replace("192.0.2.1 host:", "192.0.2.7 host:");
        Files.writeString(Path.of(file), other);
        assertThat(rmx("explain", "--replay", file)).isEqualTo(3);
        assertThat(err).contains("mechanism was");
    }

    @Test
    void EXPL_2_a_failure_and_an_explanation_replay() {
        assertThat(rmx(
                        "check",
                        "--zone",
                        zone,
                        "--fail",
                        "mail.example.org",
                        "--record",
                        file,
                        "192.0.2.7",
                        "joe@example.org"))
                .isEqualTo(75);
        String printed = out;
        assertThat(rmx("replay", file)).isEqualTo(75);
        assertThat(out).isEqualTo(printed).contains("mail.example.org A");

        assertThat(rmx(
                        "check",
                        "--zone",
                        zone,
                        "--forms",
                        "spf",
                        "--exp",
                        "--record",
                        file,
                        "192.0.2.9",
                        "joe@spf.example"))
                .isEqualTo(1);
        printed = out;
        assertThat(rmx("replay", file)).isEqualTo(1);
        assertThat(out).isEqualTo(printed).contains("spf.example explains: 192.0.2.9 may not send, says ");
    }

    @Test
    void EXPL_2_the_check_of_a_message_is_recorded() throws IOException {
        String message = write("message", """
                Return-Path: <joe@example.org>
                Received: from mail.example.net ([192.0.2.7]) by mx.example.net with ESMTP; 1 Jan 2026 00:00:00 +0000
                """);
        assertThat(rmx("check", "--zone", zone, "--record", file, "--message", message))
                .isZero();
        String printed = out;
        assertThat(rmx("replay", file)).isZero();
        assertThat(out).isEqualTo(printed);

        Files.delete(Path.of(file));
        String none = write("none", "Subject: x\n");
        assertThat(rmx("check", "--zone", zone, "--record", file, "--message", none))
                .isEqualTo(2);
        assertThat(err).isEqualToIgnoringNewLines("rmx: nothing was checked, so " + file + " is not written");
        assertThat(Path.of(file)).doesNotExist();
    }

    @Test
    void what_the_check_reads_is_not_replaced() throws IOException {
        String content = Files.readString(Path.of(zone));

        assertThat(rmx("check", "--zone", zone, "--record", zone, "192.0.2.1", "joe@example.org"))
                .isEqualTo(74);
        assertThat(err)
                .isEqualToIgnoringNewLines("rmx: cannot write " + zone
                        + ": it is there already, and holds something else than a recorded check");
        assertThat(Path.of(zone)).hasContent(content);
    }

    @Test
    void EXPL_2_a_file_is_replaced_whole_and_by_no_link() throws IOException {
        String before = "{\n  \"version\": 1, cut off";
        Path old = Files.writeString(Path.of(file), before);
        Path same = Files.createLink(directory.resolve("same"), old);
        Path link = Files.createSymbolicLink(directory.resolve("link"), old);

        assertThat(rmx("check", "--zone", zone, "--record", link.toString(), "192.0.2.1", "joe@example.org"))
                .isZero();
        assertThat(Files.isSymbolicLink(link)).isTrue();
        assertThat(CheckFile.read(Files.readString(old)).differences()).isEmpty();
        assertThat(same).as("the file was not written in place").hasContent(before);
        assertThat(Files.getPosixFilePermissions(old)).hasSize(2);
        assertThat(files()).containsExactly("check.json", "link", "same", "test.zone");
    }

    @Test
    void EXPL_2_a_file_that_cannot_be_written_is_refused_before_the_check() throws IOException {
        String[] check = {"--zone", zone, "192.0.2.1", "joe@example.org"};
        for (String bad :
                List.of(directory.toString(), directory.resolve("no/file").toString(), "/dev/null")) {
            assertThat(rmx(Stream.concat(Stream.of("check", "--record", bad), Stream.of(check))
                            .toArray(String[]::new)))
                    .isEqualTo(ExitCode.IO_ERROR);
            assertThat(err).startsWith("rmx: cannot write " + bad + ": ").hasLineCount(1);
            assertThat(out).isEmpty();
        }
        assertThat(files()).containsExactly("test.zone");
    }

    @Test
    void EXPL_2_a_batch_and_standard_output_are_not_recorded() {
        assertThat(rmx("check", "--zone", zone, "--record", file, "--batch", "-"))
                .isEqualTo(64);
        assertThat(err).startsWith("--record writes one check to a file; it is not for --batch");
        assertThat(rmx("check", "--zone", zone, "--record", "-", "192.0.2.1", "joe@example.org"))
                .isEqualTo(64);
        assertThat(err).startsWith("--record writes one check to a file; it is not for standard output");
    }

    @Test
    void EXPL_2_another_verdict_than_the_recorded_one_exits_3() throws IOException {
        rmx("check", "--zone", zone, "--record", file, "192.0.2.7", "joe@example.org");
        String text = Files.readString(Path.of(file));

        String other = text.replace("\"result\": \"pass\"", "\"result\": \"fail\"")
                .replace("\"outcome\": \"Granted\"", "\"outcome\": \"Denied\"");
        assertThat(rmx("replay", write("other", other))).isEqualTo(3);
        assertThat(out).startsWith("pass (Granted)");
        assertThat(err.lines())
                .containsExactly(
                        "rmx: the file states another verdict, by another version of the library or for other answers:",
                        "rmx: result was \"fail\" and is \"pass\"",
                        "rmx: outcome was \"Denied\" and is \"Granted\"");
    }

    @Test
    void EXPL_2_a_file_that_is_no_recorded_check_exits_65() throws IOException {
        rmx("check", "--zone", zone, "--record", file, "192.0.2.7", "joe@example.org");
        String text = Files.readString(Path.of(file));
        String open = text.replaceFirst("(?s)\"answers\": .*", "\"answers\": []}");

        assertThat(rmx("replay", write("bad", text.replace("\"192.0.2.7\"", "\"192.0.2\""))))
                .isEqualTo(65);
        assertThat(err)
                .startsWith("rmx: " + directory.resolve("bad") + ": query.client: ")
                .hasLineCount(1);
        assertThat(rmx("replay", write("open", open))).isEqualTo(65);
        assertThat(err)
                .endsWith("answers: the check cannot be decided without the answer to example.org RMX,"
                        + " _rmx.example.org TXT" + System.lineSeparator());
        assertThat(rmxWithInput(new byte[] {'{', (byte) 0xff, '}'}, "replay", "-"))
                .isEqualTo(65);
        assertThat(err).isEqualToIgnoringNewLines("rmx: -: it is not UTF-8");
        assertThat(rmxWithInput("\ufeff" + text, "replay", "-")).isZero();
        assertThat(rmxWithInput(text.getBytes(StandardCharsets.UTF_16), "replay", "-"))
                .isEqualTo(65);
    }

    @Test
    void EXPL_2_a_file_that_is_not_there_exits_66() {
        assertThat(rmx("replay", file)).isEqualTo(66);
        assertThat(rmx("replay", directory.toString())).isEqualTo(66);
        assertThat(rmx("replay")).isEqualTo(64);
    }

    @Test
    void EXPL_2_the_example_of_the_README_is_right() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        String section = readme.substring(readme.indexOf("### Report a bug with one file"));
        List<String> lines = section.lines()
                .dropWhile(line -> !line.startsWith("    $ rmx "))
                .takeWhile(line -> line.startsWith("    "))
                .map(String::strip)
                .toList();

        assertThat(lines).hasSize(4);
        for (int i = 0; i < lines.size(); i += 2) {
            String[] words = lines.get(i).replace("check.json", file).split(" ", -1);
            assertThat(rmx(List.of(words).subList(2, words.length).toArray(String[]::new)))
                    .isZero();
            assertThat(out).isEqualToIgnoringNewLines(lines.get(i + 1));
        }
    }

    /** The classes without which Java opens no socket are not even loaded. */
    @Test
    void EXPL_2_a_replay_opens_no_socket() throws Exception {
        rmx("check", "--zone", zone, "--record", file, "192.0.2.7", "joe@example.org");

        assertThat(loaded("replay", file))
                .anyMatch(line -> line.contains("dev.rmx.RmxVerifier"))
                .noneMatch(ReplayCommandTest::isOfSockets);
        assertThat(loaded("check", "--demo", "192.0.2.1", "joe@example.org")).anyMatch(ReplayCommandTest::isOfSockets);
    }

    /** Java's way to the system's sockets, of every kind. */
    private static boolean isOfSockets(String line) {
        return line.contains("sun.nio.ch.Net ");
    }

    /** The lines in which a JVM tells which classes the command needs. */
    private List<String> loaded(String... words) throws IOException, InterruptedException {
        Path log = directory.resolve("log");
        String[] java = {"-Xlog:class+load:file=" + log, "-cp", ChildJava.classPath(), RmxCommand.class.getName()};
        new ProcessBuilder(ChildJava.command(
                        Stream.concat(Stream.of(java), Stream.of(words)).toArray(String[]::new)))
                .redirectOutput(directory.resolve("out").toFile())
                .redirectError(directory.resolve("err").toFile())
                .start()
                .waitFor();
        return Files.readAllLines(log);
    }
}
