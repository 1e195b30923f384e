package dev.rmx.testkit.mail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A simple SMTP client: sends what a test gives it, and returns the server's replies. */
final class SmtpClient implements AutoCloseable {
    private static final int MOST_WAIT = 120_000;

    private final Socket socket;
    private final BufferedReader in;
    private final OutputStream out;

    private SmtpClient(int port, byte[] first) throws IOException {
        this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(MOST_WAIT);
        this.in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
        this.out = socket.getOutputStream();
        out.write(first);
        out.flush();
        reply();
    }

    /** Connects, and sends EHLO. */
    static SmtpClient connect(int port) throws IOException {
        return connect(port, "EHLO mail.example.com");
    }

    /** Connects, and sends a greeting. */
    static SmtpClient connect(int port, String hello) throws IOException {
        return connect(port, new byte[0], hello);
    }

    /** Connects, sends the header of a proxy, and EHLO. */
    static SmtpClient afterHeader(int port, byte[] header) throws IOException {
        return connect(port, header, "EHLO mail.example.com");
    }

    private static SmtpClient connect(int port, byte[] header, String hello) throws IOException {
        SmtpClient client = new SmtpClient(port, header);
        client.say(hello);
        return client;
    }

    /** Sends a line, and returns the last line of the reply; empty if the server has closed the connection. */
    String say(String line) throws IOException {
        send(line + "\r\n");
        return reply();
    }

    /** Sends text as it is, one character per octet. */
    void send(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    private String reply() throws IOException {
        String line = in.readLine();
        while (line != null && line.length() > 3 && line.charAt(3) == '-') {
            line = in.readLine();
        }
        return line == null ? "" : line;
    }

    /** Sends a message. Returns the reply to its end, or to the command that was refused. */
    String message(String from, String recipient, String text) throws IOException {
        String answer = say("MAIL FROM:" + from);
        if (answer.startsWith("2")) {
            answer = say("RCPT TO:" + recipient);
        }
        if (answer.startsWith("2")) {
            answer = say("DATA");
        }
        if (answer.startsWith("3")) {
            answer = say(text.replace("\n", "\r\n") + "\r\n.");
        }
        if (!answer.startsWith("2")) {
            say("RSET");
        }
        return answer;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
