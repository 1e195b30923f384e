package dev.rmx.testkit.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Asks a policy service as Postfix does. */
final class PolicydClient implements AutoCloseable {
    private final Socket socket;
    private final OutputStream out;
    private final BufferedReader in;

    PolicydClient(int port) throws IOException {
        this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
        this.out = socket.getOutputStream();
        this.in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
    }

    /** The request of a message's first recipient. */
    static String request(String instance, String client, String sender) {
        return "request=smtpd_access_policy\nprotocol_state=RCPT\nprotocol_name=ESMTP\nclient_address=" + client
                + "\nhelo_name=mail.example.com\nqueue_id=\nsender=" + sender
                + "\nrecipient=user@example.net\nsasl_username=\ninstance=" + instance + "\n\n";
    }

    void send(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    /** The next response's action; {@code closed} if the connection is closed. */
    String action() throws IOException {
        String line = in.readLine();
        if (line == null) {
            return "closed";
        }
        String end = in.readLine();
        if (!line.startsWith("action=") || end == null || !end.isEmpty()) {
            throw new IOException("not a response: " + line + " / " + end);
        }
        return line.substring("action=".length());
    }

    String ask(String text) throws IOException {
        send(text);
        return action();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
