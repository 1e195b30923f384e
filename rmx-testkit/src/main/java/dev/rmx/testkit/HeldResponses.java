package dev.rmx.testkit;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;

/** Sends responses at once, or holds them until a test releases them. Thread-safe. */
final class HeldResponses {
    private final Queue<Response> held = new ArrayDeque<>(); // guarded by this, as is holding
    private boolean holding;

    /** A response ready to be sent. */
    @FunctionalInterface
    interface Response {
        /** Sends the response; returns whether the connection stays open. */
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

    /** Sends the response or holds it; returns whether the connection stays open. */
    boolean pass(Response response) throws IOException {
        synchronized (this) {
            if (holding) {
                held.add(response);
                return true;
            }
        }
        return response.send();
    }

    /** Sends or holds a response that is late already: nobody reads errors any more. */
    void passLate(Response response) {
        sendIfWanted(() -> pass(response));
    }

    private static void sendIfWanted(Response response) {
        try {
            response.send();
        } catch (IOException e) {
            // the client no longer waits
        }
    }
}
