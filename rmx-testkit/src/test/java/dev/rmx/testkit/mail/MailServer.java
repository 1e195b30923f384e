package dev.rmx.testkit.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A mail server as Debian packages it, behind a milter, on a loopback port, with its own configuration and spool. */
interface MailServer {
    /** The port on which it receives mail. */
    int port();

    /** Its reply when the milter is down. */
    String withoutMilter();

    /** The queue ids of held messages. */
    List<String> held() throws Exception;

    /** Releases a held message. */
    void goOn(String queueId) throws IOException, InterruptedException;

    /** Stops the server. */
    void stop() throws IOException, InterruptedException;

    /** Skips the test if a program is missing, unless the environment requires programs. */
    static void require(Path program, String debianPackage) {
        String installed = program + " is there (Debian: " + debianPackage + ")";
        if (System.getenv("RMX_REQUIRE_SERVERS") != null) {
            assertThat(program).as(installed).exists();
        }
        assumeTrue(Files.exists(program), installed);
    }

    /** Runs a program to its end, and returns its output. */
    static String run(ProcessBuilder program) throws IOException, InterruptedException {
        Path output = Files.createTempFile("rmx", ".txt");
        try {
            Process process = program.redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            if (!process.waitFor(180, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            String said = Files.readString(output);
            if (process.waitFor() != 0) {
                throw new IOException(program.command() + " said:\n" + said);
            }
            return said;
        } finally {
            Files.delete(output);
        }
    }

    /** Waits until something listens on a port. Another program starts, so there is no event to wait for. */
    static void await(int port, Path log) throws IOException, InterruptedException {
        long giveUp = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        while (!listens(port)) {
            if (System.nanoTime() > giveUp) {
                throw new IOException("nothing listens; the log:\n" + (Files.exists(log) ? Files.readString(log) : ""));
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }
}
