package dev.rmx.testkit.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** The mail server's side of the milter protocol, version 6. */
record MailServerSide(Socket socket, DataInputStream in, DataOutputStream out) implements AutoCloseable {
    static final String CONTINUE = "c";
    private static final int MOST_WAIT = 240_000;

    /** Connects to a milter. */
    static MailServerSide connect(InetSocketAddress address) throws IOException {
        Socket socket = new Socket(address.getAddress(), address.getPort());
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(MOST_WAIT);
        return new MailServerSide(
                socket,
                new DataInputStream(new BufferedInputStream(socket.getInputStream())),
                new DataOutputStream(new BufferedOutputStream(socket.getOutputStream())));
    }

    void negotiate() throws IOException {
        out.writeInt(13);
        out.write('O');
        out.writeInt(6);
        out.writeInt(0x1ff);
        out.writeInt(0x1fffff);
        out.flush();
        answer();
    }

    void send(String packet) throws IOException {
        byte[] octets = packet.getBytes(StandardCharsets.ISO_8859_1);
        out.writeInt(octets.length);
        out.write(octets);
        out.flush();
    }

    String answer() throws IOException {
        return new String(in.readNBytes(in.readInt()), StandardCharsets.ISO_8859_1).replace("\0", "");
    }

    /** A client connects; {@code peer} is its macro {@code _}, sent unless empty. */
    void client(String peer, String family) throws IOException {
        if (!peer.isEmpty()) {
            send("DC_\0" + peer + "\0");
        }
        send("Cname\0" + family);
        assertThat(answer()).isEqualTo(CONTINUE);
        send("DHj\0mx\0");
        send("Hhelo.example\0");
        assertThat(answer()).isEqualTo(CONTINUE);
    }

    /** Begins a message, and does not wait for the answer. */
    void sendMail(String sender) throws IOException {
        send("DMi\0" + "1\0");
        send("M<" + sender + ">\0");
    }

    String mail(String sender) throws IOException {
        sendMail(sender);
        return answer();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
