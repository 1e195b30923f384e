package dev.rmx.testkit.milter;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.nightcode.milter.codec.Int32LenFrameDecoder;
import org.nightcode.milter.codec.Int32LenFrameEncoder;
import org.nightcode.milter.codec.MilterPacketDecoder;
import org.nightcode.milter.codec.MilterPacketEncoder;
import org.nightcode.milter.net.MilterChannelHandler;

/**
 * Listens for mail servers, and passes what they say to a milter. (jmilter's own server tries for ever to get an
 * address that is in use, does not say which free port it got, and cuts off messages under way when it stops.)
 */
public final class MilterServer implements AutoCloseable {
    /** Connections that wait to be accepted: a busy mail server opens many at once. */
    private static final int BACKLOG = 1_024;

    private final RmxMilter milter;
    private final EventLoopGroup threads;
    private final Channel listener;

    private MilterServer(RmxMilter milter, EventLoopGroup threads, Channel listener) {
        this.milter = milter;
        this.threads = threads;
        this.listener = listener;
    }

    /**
     * Starts to listen.
     *
     * @param address where; port 0 is a free port
     * @param milter answers the mail servers
     * @return the server, which listens
     * @throws IOException if it cannot listen there
     */
    public static MilterServer start(InetSocketAddress address, RmxMilter milter) throws IOException {
        EventLoopGroup threads = new NioEventLoopGroup(0, new DefaultThreadFactory("rmx-milter", true));
        ChannelFuture bound = new ServerBootstrap()
                .group(threads)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel connection) {
                        connection
                                .pipeline()
                                .addLast(new Int32LenFrameDecoder(), new Int32LenFrameEncoder())
                                .addLast(new MilterPacketDecoder(), new MilterPacketEncoder())
                                .addLast(new MilterChannelHandler(milter));
                    }
                })
                .bind(address);
        await(bound);
        if (!bound.isSuccess()) {
            shutDown(threads);
            throw bound.cause() instanceof IOException e ? e : new IOException(bound.cause());
        }
        return new MilterServer(milter, threads, bound.channel());
    }

    /**
     * Where it listens.
     *
     * @return the address with its port
     */
    public InetSocketAddress address() {
        return (InetSocketAddress) listener.localAddress();
    }

    /**
     * Accepts no more connections, waits for messages under way, and closes.
     *
     * @param limit how long to wait at most; what is under way then is cut off, and the mail server's
     *     {@code milter_default_action} decides
     * @throws InterruptedException if the thread is interrupted; it closes nevertheless
     */
    public void stop(Duration limit) throws InterruptedException {
        await(listener.close());
        try {
            milter.awaitNoMessage(limit);
            threads.forEach(thread -> await(thread.submit(() -> {}))); // each has sent its replies
        } finally {
            close();
        }
    }

    /** Closes all connections at once. */
    @Override
    public void close() {
        await(listener.close());
        shutDown(threads);
    }

    private static void shutDown(EventLoopGroup threads) {
        await(threads.shutdownGracefully(0, 5, TimeUnit.SECONDS));
    }

    private static void await(Future<?> future) {
        future.awaitUninterruptibly(1, TimeUnit.MINUTES);
    }
}
