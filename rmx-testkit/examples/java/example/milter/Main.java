package example.milter;

import dev.rmx.PublishedForm;
import dev.rmx.quarantine.JdbcQuarantineStore;
import dev.rmx.quarantine.Quarantine;
import dev.rmx.receive.ReceiverPolicy;
import dev.rmx.record.DomainName;
import dev.rmx.resolver.RmxChecker;
import dev.rmx.resolver.dnsjava.DnsjavaResolver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.nightcode.milter.net.MilterGatewayManager;
import org.nightcode.milter.net.ServerFactory;

/**
 * Runs the milter for a Postfix on the same machine: {@code smtpd_milters = inet:127.0.0.1:PORT} and
 * {@code milter_default_action = tempfail} in its main.cf. The resolver is the system's; the quarantine is a file.
 */
public final class Main {
    private Main() {}

    /** Arguments: port, this host's name, path of the quarantine's file. */
    public static void main(String[] arguments) throws Exception {
        ReceiverPolicy policy = ReceiverPolicy.transitional();
        RmxChecker checker = RmxChecker.builder(DnsjavaResolver.builder().build())
                .forms(PublishedForm.SPF, PublishedForm.RMX, PublishedForm.RMX_TXT)
                .policy(policy)
                .build();
        Quarantine quarantine = Quarantine.builder(
                        checker::checkAsync,
                        JdbcQuarantineStore.sqlite(Path.of(arguments[2])),
                        (message, decision) -> goOn(message.reference().text().orElseThrow()))
                .policy(policy)
                .cutOff(checker.health()::isCutOff)
                .build();
        RmxMilter milter = new RmxMilter(checker, policy, quarantine, DomainName.parse(arguments[1]));
        InetSocketAddress address =
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0]));
        new MilterGatewayManager<>(ServerFactory.tcpIpFactory(address), milter)
                .bind()
                .join();
    }

    /** Releases a message that Postfix holds. */
    private static void goOn(String queueId) throws IOException, InterruptedException {
        if (new ProcessBuilder("postsuper", "-H", queueId).inheritIO().start().waitFor() != 0) {
            throw new IOException("postsuper does not release " + queueId); // the quarantine tries again
        }
    }
}
