package example.james;

import example.proxy.Proxies;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelPipeline;
import org.apache.james.protocols.netty.AbstractChannelPipelineFactory;
import org.apache.james.protocols.netty.AllButStartTlsLineChannelHandlerFactory;
import org.apache.james.protocols.netty.ChannelHandlerFactory;
import org.apache.james.protocols.netty.HandlerConstants;

/**
 * Lets James read a PROXY protocol header (version 1 or 2) from proxies only; from other hosts, it is an unknown
 * command. James by itself believes everybody. A proxy must send a header, and must know the client: otherwise, James
 * closes the connection.
 *
 * <pre>{@code
 * new NettyServer.Factory().proxyRequired(true).frameHandlerFactory(new ProxyProtocol(proxies))
 * }</pre>
 */
public final class ProxyProtocol implements ChannelHandlerFactory {
    private final Proxies proxies;
    private final ChannelHandlerFactory lines =
            new AllButStartTlsLineChannelHandlerFactory("starttls", AbstractChannelPipelineFactory.MAX_LINE_LENGTH);

    public ProxyProtocol(Proxies proxies) {
        this.proxies = proxies;
    }

    @Override
    public ChannelHandler create(ChannelPipeline pipeline) {
        if (!proxies.contain(pipeline.channel().remoteAddress())) {
            pipeline.remove(HandlerConstants.PROXY_HANDLER);
        }
        return lines.create(pipeline);
    }
}
