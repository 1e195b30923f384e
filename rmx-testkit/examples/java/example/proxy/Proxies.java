package example.proxy;

import dev.rmx.record.IpAddress;
import dev.rmx.record.IpPrefix;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The hosts that may say which client they speak for. Whatever another host says about that is not believed. */
public record Proxies(List<IpPrefix> prefixes) {
    public Proxies {
        prefixes = List.copyOf(prefixes);
    }

    /** Whether a connection with this peer comes from one of them. */
    public boolean contain(@Nullable SocketAddress peer) {
        if (!(peer instanceof InetSocketAddress socket) || socket.getAddress() == null) {
            return false;
        }
        IpAddress address = IpAddress.of(socket.getAddress());
        return prefixes.stream().anyMatch(prefix -> prefix.contains(address));
    }
}
