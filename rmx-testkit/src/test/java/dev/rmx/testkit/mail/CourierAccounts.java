package dev.rmx.testkit.mail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Stands in for Courier's authdaemond: there is an account of every name, with every password. */
final class CourierAccounts implements AutoCloseable {
    private final Path folder;
    private final ServerSocketChannel server;

    /** Answers at {@code socket} in a folder. */
    CourierAccounts(Path folder) throws IOException {
        this.folder = folder;
        Path socket = folder.resolve("socket");
        this.server = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(socket));
        Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rwxrwxrwx"));
        Thread thread = new Thread(this::serve, "courier-accounts");
        thread.setDaemon(true);
        thread.start();
    }

    Path folder() {
        return folder;
    }

    private void serve() {
        while (true) {
            try (SocketChannel client = server.accept()) {
                answer(client);
            } catch (IOException e) { // otherwise only this client has gone
                if (!server.isOpen()) {
                    return;
                }
            }
        }
    }

    /** A request is {@code AUTH LENGTH}, and then its service, kind, name and password, each on a line. */
    private static void answer(SocketChannel client) throws IOException {
        BufferedReader in =
                new BufferedReader(new InputStreamReader(Channels.newInputStream(client), StandardCharsets.ISO_8859_1));
        for (int i = 0; i < 4; i++) {
            in.readLine();
        }
        String answer = "USERNAME=courier\nGID=65530\nHOME=/\nADDRESS=" + in.readLine() + "\n.\n";
        client.write(ByteBuffer.wrap(answer.getBytes(StandardCharsets.ISO_8859_1)));
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
