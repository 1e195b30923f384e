package dev.rmx.testkit.cli;

import dev.rmx.quarantine.Decision;
import dev.rmx.quarantine.HeldMessage;
import dev.rmx.quarantine.ReleaseHandler;
import dev.rmx.receive.Disposition;
import dev.rmx.receive.ReceiverPolicy;
import dev.rmx.receive.Reception;
import dev.rmx.record.DomainName;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Releases held messages by a program. A message that the policy rejects by now goes to another program, if the user
 * named one. Otherwise the mail server keeps it for a person to look at: a notice to a forged sender would hit a third
 * party.
 *
 * @param goOn releases a message
 * @param refuse takes a message that the policy rejects; empty to leave it where it is
 * @param policy judges the decision
 * @param host this host
 * @param log gets a line about each message that is not released
 */
record ReleaseByProgram(
        ReleaseProgram goOn,
        Optional<ReleaseProgram> refuse,
        ReceiverPolicy policy,
        DomainName host,
        Consumer<String> log)
        implements ReleaseHandler {
    @Override
    public void release(HeldMessage message, Decision decision) throws IOException, InterruptedException {
        String queueId = message.reference().text().orElseThrow();
        Reception reception = policy.release(decision.report(message.query()), host, Instant.now());
        if (reception.disposition() != Disposition.REJECT) {
            goOn.run(queueId);
        } else if (refuse.isPresent()) {
            refuse.get().run(queueId);
            log.accept("refuses " + queueId + ": " + reception.reason());
        } else {
            log.accept("leaves " + queueId + " on hold: " + reception.reason());
        }
    }
}
