package dev.rmx.testkit;

import dev.rmx.resolver.internal.DaemonThreads;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.TSIG;

/** A zone in place of a name server. It answers at once, on the caller's thread, and has no settings. */
final class ZoneTransport implements Resolver {
    /**
     * One for all zones, so that a resolver that nobody closes leaves no thread. Nothing waits for a zone in memory.
     */
    static final ScheduledExecutorService TIMER = timer();

    private final RmxZone zone;

    ZoneTransport(RmxZone zone) {
        this.zone = zone;
    }

    private static ScheduledExecutorService timer() {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, new DaemonThreads("rmx-zone-timer"));
        timer.setRemoveOnCancelPolicy(true);
        timer.setKeepAliveTime(1, TimeUnit.SECONDS);
        timer.allowCoreThreadTimeOut(true);
        return timer;
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
