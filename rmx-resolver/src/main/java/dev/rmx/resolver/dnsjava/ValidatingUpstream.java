package dev.rmx.resolver.dnsjava;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.Section;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.Type;

/**
 * A server as dnsjava's validation sees it. Responses that dnsjava would misinterpret fail instead; failures are
 * recorded in the {@link Inquiry}.
 */
final class ValidatingUpstream implements Resolver {
    /** In seconds: keys must outlast a validation. */
    private static final long LEAST_KEY_TTL = 60;

    private final NameServer.Way server;
    private final ZoneCheck zones;
    private final int rmxType;

    ValidatingUpstream(NameServer.Way server, ZoneCheck zones, int rmxType) {
        this.server = server;
        this.zones = zones;
        this.rmxType = rmxType;
    }

    /** Whether a response shows that the server does not know the type asked for ([LOOK-2]). */
    static boolean isTooOld(Message response) {
        return response.getRcode() == Rcode.NOTIMP || response.getRcode() == Rcode.FORMERR;
    }

    static Record question(Message query) {
        Record question = query.getQuestion();
        if (question == null) {
            throw new IllegalArgumentException("a query without a question");
        }
        return question;
    }

    @Override
    public CompletionStage<Message> sendAsync(Message query, Executor executor) {
        if (!(executor instanceof Inquiry inquiry)) {
            throw new IllegalStateException("validation asks without an inquiry");
        }
        return CompletableFuture.completedFuture(query)
                .thenCompose(same -> ask(question(same), inquiry)) // an exception becomes a failure
                .thenApplyAsync(response -> read(query, response), inquiry)
                .whenComplete(inquiry::note);
    }

    private CompletableFuture<ResponseMessage> ask(Record question, Inquiry inquiry) {
        Query query = new Query(DnsjavaNames.fromName(question.getName()), question.getType(), Query.CD, true);
        return inquiry.send(server, query);
    }

    private Message read(Message query, ResponseMessage response) {
        try {
            return usable(question(query), query, new Message(response.octets()));
        } catch (NoAnswerException e) {
            throw new CompletionException(e);
        } catch (IOException e) {
            throw new CompletionException(NoAnswerException.unusable("garbled response"));
        }
    }

    private Message usable(Record question, Message query, Message response) throws NoAnswerException {
        response.getHeader().unsetFlag(Flags.AD); // only validation here counts
        if (isTooOld(response) && question.getType() == rmxType) {
            return GroupedMessage.bare(response);
        }
        if (response.getRcode() != Rcode.NOERROR && response.getRcode() != Rcode.NXDOMAIN) {
            throw NoAnswerException.ofError(response); // validation would call it bogus
        }
        Name name = question.getName();
        List<Record> answers = response.getSection(Section.ANSWER);
        if (!answers.isEmpty() && answers.stream().noneMatch(answer -> name.subdomain(answer.getName()))) {
            // validation would drop the records, and find the data absent
            throw NoAnswerException.unusable("an answer to another question");
        }
        GroupedMessage normalized = GroupedMessage.normalized(query, response);
        ValidationBounds.check(normalized);
        if (question.getType() == Type.DNSKEY) {
            keepKeys(normalized);
            normalized = GroupedMessage.normalized(query, normalized);
        }
        zones.check(question, normalized);
        DenialProof.check(question, normalized, zones);
        return normalized;
    }

    /**
     * Raises the TTL of keys: without the zone's key in its cache, dnsjava takes an NSEC3 proof for one of an unsigned
     * zone.
     */
    private static void keepKeys(Message response) {
        for (Record record : List.copyOf(response.getSection(Section.ANSWER))) {
            if (record.getTTL() < LEAST_KEY_TTL) {
                response.removeRecord(record, Section.ANSWER);
                response.addRecord(
                        Record.newRecord(
                                record.getName(),
                                record.getType(),
                                record.getDClass(),
                                LEAST_KEY_TTL,
                                record.rdataToWireCanonical()),
                        Section.ANSWER);
            }
        }
    }

    // Validation's settings have no effect: NameServer.Way decides how to send a query.

    @Override
    public void setEDNS(int version, int payloadSize, int flags, List<EDNSOption> options) {}

    @Override
    public void setPort(int port) {}

    @Override
    public void setTCP(boolean flag) {}

    @Override
    public void setIgnoreTruncation(boolean flag) {}

    @Override
    public void setTSIGKey(TSIG key) {}

    @Override
    public void setTimeout(Duration timeout) {}
}
