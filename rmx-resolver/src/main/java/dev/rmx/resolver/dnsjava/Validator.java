package dev.rmx.resolver.dnsjava;

import dev.rmx.dns.DnsAnswer;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;
import org.xbill.DNS.dnssec.ValidatingResolver;

/**
 * Validates the responses of one server with DNSSEC, by dnsjava. A response that was authenticated has the AD bit; one that is
 * bogus has code {@code SERVFAIL} and an extended error (RFC 8914).
 */
final class Validator {
    private final ValidatingResolver resolver;

    Validator(InetSocketAddress address, Duration timeout, List<Record> anchors, TcpConnections tcp) {
        resolver = new ValidatingResolver(new Upstream(address, timeout, tcp));
        resolver.setEDNS(0, Server.UDP_PAYLOAD, ExtendedFlags.DO);
        resolver.setAddReasonToAdditional(false);
        resolver.getTrustAnchors().clear(); // one can come in by a system property
        anchors.forEach(anchor -> resolver.getTrustAnchors().store(new RRset(anchor)));
    }

    CompletionStage<Message> send(Message query, Executor executor) {
        return resolver.sendAsync(query, executor)
                .thenCompose(response -> isTooOld(response)
                        ? confirmTooOld(query, response, executor)
                        : CompletableFuture.completedFuture(response));
    }

    private static boolean isTooOld(Message response) {
        return response.getRcode() == Rcode.NOTIMP || response.getRcode() == Rcode.FORMERR;
    }

    /**
     * A response that the server is too old is taken for absence ([LOOK-2]), and cannot be signed. So it counts only where the
     * name is shown to be in an unsigned zone: in a signed one, somebody says so on the way who wants a record not to be seen.
     */
    private CompletionStage<Message> confirmTooOld(Message query, Message tooOld, Executor executor) {
        Name name = question(query).getName();
        return resolver.sendAsync(Message.newQuery(Record.newRecord(name, Type.SOA, DClass.IN)), executor)
                .thenApply(response -> {
                    boolean unsigned = !response.getHeader().getFlag(Flags.AD)
                            && (response.getRcode() == Rcode.NOERROR || response.getRcode() == Rcode.NXDOMAIN);
                    if (unsigned) {
                        return tooOld;
                    }
                    throw new CompletionException(new NoAnswerException(
                            DnsAnswer.Failed.Kind.BOGUS,
                            true,
                            Rcode.string(tooOld.getRcode()) + ", and " + name + " is not in an unsigned zone"));
                });
    }

    private static Record question(Message query) {
        Record question = query.getQuestion();
        if (question == null) {
            throw new IllegalArgumentException("a query without a question");
        }
        return question;
    }

    /** The server as it is, but for responses that validation would take for something else. */
    private static final class Upstream extends UdpThenTcp {
        Upstream(InetSocketAddress address, Duration timeout, TcpConnections tcp) {
            super(address, timeout, tcp);
        }

        @Override
        public CompletionStage<Message> sendAsync(Message query, Executor executor) {
            return super.sendAsync(query, executor).thenApply(response -> {
                try {
                    checkUsable(query, response);
                } catch (NoAnswerException e) {
                    throw new CompletionException(e);
                }
                return response;
            });
        }

        private static void checkUsable(Message query, Message response) throws NoAnswerException {
            int rcode = response.getRcode();
            if (rcode != Rcode.NOERROR && rcode != Rcode.NXDOMAIN && !isTooOld(response)) {
                // validation would call it bogus
                throw NoAnswerException.ofError(response);
            }
            Name name = question(query).getName();
            List<Record> answers = response.getSection(Section.ANSWER);
            if (!answers.isEmpty() && answers.stream().noneMatch(answer -> name.subdomain(answer.getName()))) {
                // validation would drop the records, and find that nothing is there
                throw NoAnswerException.unusable("an answer to another question");
            }
        }
    }
}
