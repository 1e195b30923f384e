package dev.rmx.testkit;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.TSIG;

/** A zone in place of a name server. It answers at once, on the caller's thread, and has no settings. */
final class ZoneTransport implements Resolver {
    private final RmxZone zone;

    ZoneTransport(RmxZone zone) {
        this.zone = zone;
    }

    @Override
    public CompletionStage<Message> sendAsync(Message query, Executor executor) {
        return CompletableFuture.completedFuture(zone.respond(query));
    }

    @Override
    public void setPort(int port) {
        throw noSetting();
    }

    @Override
    public void setTCP(boolean flag) {
        throw noSetting();
    }

    @Override
    public void setIgnoreTruncation(boolean flag) {
        throw noSetting();
    }

    @Override
    public void setEDNS(int version, int payloadSize, int flags, List<EDNSOption> options) {
        throw noSetting();
    }

    @Override
    public void setTSIGKey(TSIG key) {
        throw noSetting();
    }

    @Override
    public void setTimeout(Duration timeout) {
        throw noSetting();
    }

    private static UnsupportedOperationException noSetting() {
        return new UnsupportedOperationException("a zone in memory has no settings");
    }

    @Override
    public String toString() {
        return "zone in memory";
    }
}
