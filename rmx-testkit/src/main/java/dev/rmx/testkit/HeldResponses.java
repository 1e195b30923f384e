package dev.rmx.testkit;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;

/** Lets responses pass, or holds them back until a test lets them go. Safe to share between threads. */
final class HeldResponses {
    private final Queue<Response> held = new ArrayDeque<>(); // with what follows guarded by this
    private boolean holding;

    /** A response that is ready to be sent. */
    @FunctionalInterface
    interface Response {
        /** Sends it; says whether the connection stays open. */
        boolean send() throws IOException;
    }

    synchronized void hold() {
        holding = true;
    }

    synchronized void release() {
        holding = false;
        while (!held.isEmpty()) {
            sendIfWanted(held.remove());
        }
    }

    /** Sends a response, or keeps it for later; says whether the connection stays open. */
    boolean pass(Response response) throws IOException {
        synchronized (this) {
            if (holding) {
                held.add(response);
                return true;
            }
        }
        return response.send();
    }

    /** The same for a response that comes late. */
    void passLate(Response response) {
        sendIfWanted(() -> pass(response));
    }

    private static void sendIfWanted(Response response) {
        try {
            response.send();
        } catch (IOException e) {
            // nobody waits for it any more
        }
    }
}
