package dev.rmx.testkit.quarantine;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/** A proxy between a client and a server on this machine. It cuts or stalls connections when a test says so. */
final class TcpProxy implements AutoCloseable {
    /** When a connection is cut. */
    enum Cut {
        /** Never. */
        NEVER,
        /** When the client sends the text, before the server receives it. */
        BEFORE_REQUEST,
        /** When the server has received the text from the client. */
        AFTER_REQUEST,
        /** When the server sends the text, before the client receives it. */
        BEFORE_ANSWER
    }

    private final int target;
    private final ServerSocket listening;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    private volatile String text = "";
    private volatile Cut cut = Cut.NEVER;
    private volatile int cuts;
    /** Nothing passes until this is open. */
    private volatile CountDownLatch stall = new CountDownLatch(0);

    /**
     * Starts to listen.
     *
     * @param target the server's port
     */
    TcpProxy(int target) throws IOException {
        this.target = target;
        this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    /** Cuts every connection on which this text passes from now on. */
    void cut(Cut when, String marker) {
        text = marker;
        cut = when;
    }

    /** How many connections were cut because of a text. */
    int cuts() {
        return cuts;
    }

    /** Cuts all connections now. */
    void cutAll() {
        open.forEach(TcpProxy::abort);
    }

    /** Silently lets nothing pass from now on, in either direction. */
    void stall() {
        stall = new CountDownLatch(1);
    }

    /** Lets pass what was held. */
    void goOn() {
        stall.countDown();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listening.accept();
                open.add(client);
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                open.add(server);
                start(() -> forward(client, server, true));
                start(() -> forward(server, client, false));
            }
        } catch (IOException e) {
            if (!listening.isClosed()) {
                cutAll();
                start(this::accept); // the server is down; it may be back for the next client
            }
        }
    }

    private void forward(Socket from, Socket to, boolean fromClient) {
        byte[] octets = new byte[65_536];
        String before = ""; // the end of the last data: the text may come in two parts
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int length = in.read(octets); length >= 0; length = in.read(octets)) {
                stall.await();
                String passing = before + new String(octets, 0, length, StandardCharsets.ISO_8859_1);
                Cut now = cut;
                boolean here = now != Cut.NEVER && fromClient == (now != Cut.BEFORE_ANSWER) && passing.contains(text);
                if (here) {
                    cutClient(fromClient ? from : to);
                }
                if (!here || now == Cut.AFTER_REQUEST) {
                    out.write(octets, 0, length);
                    out.flush();
                }
                if (here) {
                    break;
                }
                before = passing.substring(Math.max(0, passing.length() - Math.max(0, text.length() - 1)));
            }
        } catch (IOException e) {
            // the other side is closed too
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        abort(from);
        abort(to);
    }

    /** Cuts the client's side before the server receives anything: its answer could arrive first. */
    private synchronized void cutClient(Socket client) {
        cuts++;
        abort(client);
    }

    private static void abort(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // already closed
        }
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "tcp-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listening.close();
        goOn();
        cutAll();
    }
}
