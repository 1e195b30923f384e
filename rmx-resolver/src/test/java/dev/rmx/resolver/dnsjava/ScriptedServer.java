package dev.rmx.resolver.dnsjava;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.Section;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.Type;

/** A server that answers as a test scripts it, and records the questions. */
final class ScriptedServer implements Resolver {
    final List<String> asked = new ArrayList<>();
    /** Whether the AD bit was set in the last query. */
    boolean adRequested;

    private final @Nullable BiConsumer<Record, Message> script;

    /**
     * The script gets the question and an empty authoritative response to fill in; null for a server that never
     * responds.
     */
    ScriptedServer(@Nullable BiConsumer<Record, Message> script) {
        this.script = script;
    }

    /** A server that answers every question with this response code. */
    static ScriptedServer saying(int rcode) {
        return new ScriptedServer((question, response) -> response.getHeader().setRcode(rcode));
    }

    /** A server that never answers, on a transport without a time-out. */
    static ScriptedServer hanging() {
        return new ScriptedServer(null);
    }

    /** Adds a record in master-file format to a section of a response. */
    static void add(Message response, int section, String owner, String type, String data) {
        try {
            response.addRecord(
                    Record.fromString(Name.fromString(owner), Type.value(type), DClass.IN, 300, data, Name.root),
                    section);
        } catch (java.io.IOException e) {
            throw new IllegalArgumentException(owner + " " + type + " " + data, e);
        }
    }

    static void answer(Message response, String owner, String type, String data) {
        add(response, Section.ANSWER, owner, type, data);
    }

    @Override
    public CompletionStage<Message> sendAsync(Message query, Executor executor) {
        Record question = query.getQuestion();
        adRequested = query.getHeader().getFlag(Flags.AD);
        asked.add(question.getName() + " " + Type.string(question.getType()));
        if (script == null) {
            return new CompletableFuture<>();
        }
        Message response = new Message(query.getHeader().getID());
        response.getHeader().setFlag(Flags.QR);
        response.getHeader().setFlag(Flags.AA);
        response.addRecord(question, Section.QUESTION);
        script.accept(question, response);
        try {
            return CompletableFuture.completedFuture(new Message(response.toWire()));
        } catch (java.io.IOException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public void setPort(int port) {}

    @Override
    public void setTCP(boolean flag) {}

    @Override
    public void setIgnoreTruncation(boolean flag) {}

    @Override
    public void setEDNS(int version, int payloadSize, int flags, List<EDNSOption> options) {}

    @Override
    public void setTSIGKey(TSIG key) {}

    @Override
    public void setTimeout(Duration timeout) {}

    @Override
    public String toString() {
        return "scripted server";
    }
}
