package dev.rmx.resolver.dnsjava;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
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
 * bogus fails, or has code {@code SERVFAIL} and an extended error (RFC 8914). Any other is shown to be of an unsigned zone.
 */
final class Validator {
    private final Supplier<ValidatingResolver> resolver;

    Validator(InetSocketAddress address, Duration timeout, List<Record> anchors, Sockets sockets, int rmxType) {
        ZoneCheck zones = new ZoneCheck(anchors.stream().map(Record::getName).toList());
        Supplier<ValidatingResolver> fresh =
                () -> validating(new Upstream(address, timeout, sockets, zones, rmxType), anchors);
        ValidatingResolver shared = fresh.get();
        // what the cache knows of an unsigned zone counts for all below, and hides the anchors there
        resolver = zones.hasNestedAnchors() ? fresh : () -> shared;
    }

    private static ValidatingResolver validating(Upstream upstream, List<Record> anchors) {
        ValidatingResolver resolver = new ValidatingResolver(upstream);
        resolver.setEDNS(0, Server.UDP_PAYLOAD, ExtendedFlags.DO);
        resolver.setAddReasonToAdditional(true);
        resolver.getTrustAnchors().clear(); // one can come in by a system property
        anchors.forEach(anchor -> resolver.getTrustAnchors().store(new RRset(anchor)));
        return resolver;
    }

    CompletionStage<Message> send(Message query, Executor executor) {
        Inquiry inquiry = new Inquiry(executor);
        return validate(query, inquiry).thenCompose(response -> {
            Message original = inquiry.response();
            return original != null && cannotBeSigned(original)
                    ? confirmUnsigned(query, original, executor)
                    : CompletableFuture.completedFuture(response);
        });
    }

    private CompletionStage<Message> validate(Message query, Inquiry inquiry) {
        return resolver.get()
                .sendAsync(query, inquiry)
                .handle((response, fault) -> sound(query, response, fault, inquiry.failure()))
                .thenCompose(response -> confirmWildcards(query, response, inquiry));
    }

    /**
     * The response, if it can be relied on. Under a negative response dnsjava swallows failures, its own and those of a server that
     * was asked for keys, and hands the response out unchecked. Of one that is unsigned it says why.
     */
    private static Message sound(
            Message query, @Nullable Message response, @Nullable Throwable fault, @Nullable Throwable swallowed) {
        boolean authenticated = response != null && response.getHeader().getFlag(Flags.AD);
        if (swallowed != null && !authenticated) {
            throw new CompletionException(swallowed);
        }
        if (response == null) {
            throw new CompletionException(NoAnswerException.bogus("cannot be validated: " + fault));
        }
        if (authenticated || !isRegular(response)) {
            return response;
        }
        if (NoAnswerException.isBogus(response)) {
            throw new CompletionException(NoAnswerException.ofError(response));
        }
        int type = Upstream.question(query).getType();
        boolean positive = response.getSection(Section.ANSWER).stream().anyMatch(record -> record.getType() == type);
        boolean explained = response.getSection(Section.ADDITIONAL).stream()
                .anyMatch(record -> record.getDClass() == ValidatingResolver.VALIDATION_REASON_QCLASS);
        if (!positive && !explained) {
            throw new CompletionException(NoAnswerException.bogus("absence is neither proven nor of an unsigned zone"));
        }
        return response;
    }

    private static boolean isRegular(Message response) {
        return response.getRcode() == Rcode.NOERROR || response.getRcode() == Rcode.NXDOMAIN;
    }

    /**
     * dnsjava does not ask for the proof that a wildcard's alias is due (RFC 4035 §5.3.4) where the alias leads to an unsigned zone.
     * So each such alias is asked for by itself.
     */
    private CompletionStage<Message> confirmWildcards(Message query, Message response, Executor executor) {
        CompletionStage<Message> confirmed = CompletableFuture.completedFuture(response);
        if (response.getHeader().getFlag(Flags.AD) || Upstream.question(query).getType() == Type.CNAME) {
            return confirmed;
        }
        for (RRset set : response.getSectionRRsets(Section.ANSWER)) {
            int labels = set.getName().labels() - 1; // without the root
            if (set.getType() == Type.CNAME && set.sigs().stream().anyMatch(sig -> sig.getLabels() < labels)) {
                confirmed = confirmed.thenCompose(
                        same -> confirmAlias(set.first(), executor).thenApply(proven -> same));
            }
        }
        return confirmed;
    }

    private CompletionStage<Message> confirmAlias(Record alias, Executor executor) {
        return ask(alias.getName(), Type.CNAME, executor).thenApply(response -> {
            if (response.getSection(Section.ANSWER).contains(alias)) {
                return response;
            }
            throw new CompletionException(NoAnswerException.bogus("no wildcard makes the alias " + alias.getName()));
        });
    }

    /** Whether a response says so little that there is nothing to validate. It is bogus to dnsjava. */
    private static boolean cannotBeSigned(Message response) {
        return Upstream.isTooOld(response)
                || (response.getSection(Section.ANSWER).isEmpty()
                        && response.getSection(Section.AUTHORITY).isEmpty());
    }

    /**
     * Such a response is taken for absence ([LOOK-2]), and counts only where the name is shown to be in an unsigned zone: in a signed
     * one, somebody gives it on the way who wants a record not to be seen.
     */
    private CompletionStage<Message> confirmUnsigned(Message query, Message original, Executor executor) {
        Name name = Upstream.question(query).getName();
        return ask(name, Type.SOA, executor).thenApply(response -> {
            if (isRegular(response) && !response.getHeader().getFlag(Flags.AD)) {
                return original;
            }
            throw new CompletionException(NoAnswerException.bogus(
                    Rcode.string(original.getRcode()) + " without proof, and " + name + " is not in an unsigned zone"));
        });
    }

    private CompletionStage<Message> ask(Name name, int type, Executor executor) {
        return validate(Message.newQuery(Record.newRecord(name, type, DClass.IN)), new Inquiry(executor));
    }
}
