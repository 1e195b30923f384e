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

/**
 * Stands between a client and a server at a port of this machine, and cuts or stalls their connections when a test says
 * so.
 */
final class TcpProxy implements AutoCloseable {
    /** When a connection is cut. */
    enum Cut {
        /** Never. */
        NEVER,
        /** When the client sends the text, which the server does not get. */
        BEFORE_REQUEST,
        /** When the client has sent the text, and the server has got it. */
        AFTER_REQUEST,
        /** When the server sends the text, which the client does not get. */
        BEFORE_ANSWER
    }

    private final int target;
    private final ServerSocket listening;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    private volatile String text = "";
    private volatile Cut cut = Cut.NEVER;
    private volatile int cuts;
    /** Nothing gets through before this is open. */
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

    /** Has each connection cut on which a text goes by from now on. */
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

    /** Lets nothing through from now on, in neither direction, and tells nobody. */
    void stall() {
        stall = new CountDownLatch(1);
    }

    /** Lets through what was kept. */
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
                start(this::accept); // the server is away; it may be back for the next client
            }
        }
    }

    private void forward(Socket from, Socket to, boolean fromClient) {
        byte[] octets = new byte[65_536];
        String before = ""; // the end of what has gone by: the text may come in two parts
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
            // the other end goes as well
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        abort(from);
        abort(to);
    }

    /** Before the server gets anything: its answer could be faster. */
    private synchronized void cutClient(Socket client) {
        cuts++;
        abort(client);
    }

    private static void abort(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // it is closed
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
