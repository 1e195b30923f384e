package dev.rmx.resolver.dnsjava;

import dev.rmx.resolver.QueryBudget;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
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
 * Validates the responses of one server with dnsjava's DNSSEC. An authenticated response has the AD bit. A bogus one
 * fails, or has the code {@code SERVFAIL} and an extended error (RFC 8914). Any other is proven to be from an unsigned
 * zone.
 */
final class Validator {
    private final Supplier<ValidatingResolver> resolver;
    private final Executor executor;

    Validator(NameServer.Way server, List<Record> anchors, int rmxType, Executor executor) {
        ZoneCheck zones = new ZoneCheck(anchors.stream().map(Record::getName).toList());
        Supplier<ValidatingResolver> fresh = () -> validating(new ValidatingUpstream(server, zones, rmxType), anchors);
        ValidatingResolver shared = fresh.get();
        // an unsigned zone in the cache counts for all names below, and would hide anchors there
        resolver = zones.hasNestedAnchors() ? fresh : () -> shared;
        this.executor = executor;
    }

    private static ValidatingResolver validating(ValidatingUpstream upstream, List<Record> anchors) {
        ValidatingResolver resolver = new ValidatingResolver(upstream);
        resolver.setAddReasonToAdditional(true);
        resolver.getTrustAnchors().clear(); // a system property can add one
        anchors.forEach(anchor -> resolver.getTrustAnchors().store(new RRset(anchor)));
        return resolver;
    }

    /** Sends a query and validates the response; see {@link NameServer.Way#send}. */
    CompletableFuture<ResponseMessage> send(Query query, QueryBudget budget, Runnable unreachable) {
        Message message = DnsjavaNames.toMessage(query);
        Inquiry inquiry = new Inquiry(executor, budget, unreachable);
        return validate(message, inquiry)
                .thenCompose(response -> {
                    Message original = inquiry.response();
                    return original != null && cannotBeSigned(original)
                            ? confirmUnsigned(message, original, inquiry)
                            : CompletableFuture.completedFuture(response);
                })
                .thenApply(DnsjavaNames::fromMessage)
                .toCompletableFuture();
    }

    private CompletionStage<Message> validate(Message query, Inquiry inquiry) {
        return resolver.get()
                .sendAsync(query, inquiry)
                .handle((response, fault) -> sound(query, response, fault, inquiry.failure()))
                .thenCompose(response -> confirmWildcards(query, response, inquiry));
    }

    /**
     * Returns the response if it is reliable. If dnsjava fails to validate a negative response, or a query for keys
     * fails, it hides that and returns the response unchecked; only with a reason is a negative response from an
     * unsigned zone.
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
            return GroupedMessage.withOriginals(response);
        }
        if (NoAnswerException.isBogus(response)) {
            throw new CompletionException(NoAnswerException.ofError(response));
        }
        int type = ValidatingUpstream.question(query).getType();
        boolean positive = response.getSection(Section.ANSWER).stream().anyMatch(record -> record.getType() == type);
        boolean explained = response.getSection(Section.ADDITIONAL).stream()
                .anyMatch(record -> record.getDClass() == ValidatingResolver.VALIDATION_REASON_QCLASS);
        if (!positive && !explained) {
            throw new CompletionException(NoAnswerException.bogus("neither absence nor an unsigned zone is proven"));
        }
        return GroupedMessage.withOriginals(response);
    }

    private static boolean isRegular(Message response) {
        return response.getRcode() == Rcode.NOERROR || response.getRcode() == Rcode.NXDOMAIN;
    }

    /**
     * If part of an answer is in an unsigned zone, dnsjava does not require the proof for wildcards of a signed zone
     * (RFC 4035 §5.3.4). So this asks for each set made from a wildcard separately.
     */
    private CompletionStage<Message> confirmWildcards(Message query, Message response, Inquiry inquiry) {
        CompletionStage<Message> confirmed = CompletableFuture.completedFuture(response);
        Message original = inquiry.response();
        if (response.getHeader().getFlag(Flags.AD) || original == null) {
            return confirmed;
        }
        Record question = ValidatingUpstream.question(query);
        for (RRset set : original.getSectionRRsets(Section.ANSWER)) {
            int labels = set.getName().labels() - 1; // without the root
            boolean isItself =
                    set.getType() == question.getType() && set.getName().equals(question.getName());
            if (!isItself && set.sigs().stream().anyMatch(sig -> sig.getLabels() < labels)) {
                Record record = DistinctRecord.original(set.first());
                confirmed = confirmed.thenCompose(
                        same -> confirmWildcard(record, inquiry).thenApply(proven -> same));
            }
        }
        return confirmed;
    }

    private CompletionStage<Message> confirmWildcard(Record record, Inquiry inquiry) {
        return ask(record.getName(), record.getType(), inquiry).thenApply(response -> {
            if (response.getSection(Section.ANSWER).contains(record)) {
                return response;
            }
            throw new CompletionException(NoAnswerException.bogus("no wildcard matches " + record.getName()));
        });
    }

    /** Whether no server can sign such a response, so that dnsjava would call it bogus. */
    private static boolean cannotBeSigned(Message response) {
        return ValidatingUpstream.isTooOld(response)
                || (response.getSection(Section.ANSWER).isEmpty()
                        && response.getSection(Section.AUTHORITY).isEmpty());
    }

    /**
     * Accepts such a response, which counts as absence ([LOOK-2]), only if the name is proven to be in an unsigned
     * zone. In a signed zone, an attacker on the path may have sent it to hide a record.
     */
    private CompletionStage<Message> confirmUnsigned(Message query, Message original, Inquiry inquiry) {
        Name name = ValidatingUpstream.question(query).getName();
        return ask(name, Type.SOA, inquiry).thenApply(response -> {
            if (isRegular(response) && !response.getHeader().getFlag(Flags.AD)) {
                return original;
            }
            throw new CompletionException(NoAnswerException.bogus(
                    Rcode.string(original.getRcode()) + " without proof, and " + name + " is not in an unsigned zone"));
        });
    }

    private CompletionStage<Message> ask(Name name, int type, Inquiry inquiry) {
        return validate(Message.newQuery(Record.newRecord(name, type, DClass.IN)), inquiry.confirmation());
    }
}
