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

/** A mail server as Debian has it, with a configuration and a spool of its own, on a loopback port, behind a milter. */
interface MailServer {
    /** The port where it takes mail. */
    int port();

    /** What it says when the milter cannot be asked. */
    String withoutMilter();

    /** The queue ids of the messages that it holds back. */
    List<String> held() throws Exception;

    /** Lets a message go on that it holds back. */
    void goOn(String queueId) throws IOException, InterruptedException;

    /** Ends it. */
    void stop() throws IOException, InterruptedException;

    /** Skips the test where a program is missing, unless the environment says that programs are required. */
    static void require(Path program, String debianPackage) {
        String installed = program + " is there (Debian: " + debianPackage + ")";
        if (System.getenv("RMX_REQUIRE_SERVERS") != null) {
            assertThat(program).as(installed).exists();
        }
        assumeTrue(Files.exists(program), installed);
    }

    /** Runs a program to its end, and returns what it said. */
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

    /** Returns when something listens at a port. */
    static void await(int port, Path log) throws IOException, InterruptedException {
        long giveUp = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        while (!listens(port)) {
            if (System.nanoTime() > giveUp) {
                throw new IOException("nothing listens; the log:\n" + (Files.exists(log) ? Files.readString(log) : ""));
            }
            TimeUnit.MILLISECONDS.sleep(20); // what is waited for is another program
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
