package dev.rmx.resolver.dnsjava;

import dev.rmx.dns.DnsAnswer;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.ExtendedErrorCodeOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.WireParseException;

/** A server did not answer. */
final class NoAnswerException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Part of the reason can be somebody else's text, of any length. */
    private static final int LONGEST_REASON = 200;

    private final DnsAnswer.Failed.Kind kind;
    private final boolean responded;

    /**
     * No answer.
     *
     * @param kind what happened, for programs
     * @param responded whether the server did respond: then asking it once more is of no use
     * @param reason what happened, for people
     */
    NoAnswerException(DnsAnswer.Failed.Kind kind, boolean responded, String reason) {
        super(cut(reason), null, false, false); // made for each failure, and never thrown to a user: no stack trace
        this.kind = kind;
        this.responded = responded;
    }

    /** The server responded, though not to the question. */
    static NoAnswerException unusable(String reason) {
        return new NoAnswerException(DnsAnswer.Failed.Kind.UNUSABLE_RESPONSE, true, reason);
    }

    /** The server responded, and DNSSEC shows that it is not what the zone says; or the proof that it owes is missing. */
    static NoAnswerException bogus(String reason) {
        return new NoAnswerException(DnsAnswer.Failed.Kind.BOGUS, true, "bogus: " + reason);
    }

    /** The server responded with a code that says that it failed. */
    static NoAnswerException ofError(ResponseMessage response) {
        return ofError(response.rcode(), response.bogus());
    }

    /** The server responded with a code that says that it failed. */
    static NoAnswerException ofError(Message response) {
        return ofError(response.getRcode(), bogus(response));
    }

    private static NoAnswerException ofError(int code, ResponseMessage.@Nullable ExtendedError bogus) {
        String rcode = Rcode.string(code);
        if (bogus != null) {
            String why = bogus.text().isEmpty() ? ExtendedErrorCodeOption.text(bogus.code()) : bogus.text();
            return new NoAnswerException(DnsAnswer.Failed.Kind.BOGUS, true, rcode + ", bogus: " + why);
        }
        DnsAnswer.Failed.Kind kind = switch (code) {
            case Rcode.SERVFAIL -> DnsAnswer.Failed.Kind.SERVFAIL;
            case Rcode.REFUSED -> DnsAnswer.Failed.Kind.REFUSED;
            default -> DnsAnswer.Failed.Kind.UNUSABLE_RESPONSE;
        };
        return new NoAnswerException(kind, true, rcode);
    }

    /** Whether a response says that DNSSEC validation failed. */
    static boolean isBogus(Message response) {
        return bogus(response) != null;
    }

    /** The extended error that says that DNSSEC validation failed, if there is one (RFC 8914). */
    private static ResponseMessage.@Nullable ExtendedError bogus(Message response) {
        OPTRecord edns = response.getOPT();
        if (edns == null) {
            return null;
        }
        return edns.getOptions(EDNSOption.Code.EDNS_EXTENDED_ERROR).stream()
                .map(ExtendedErrorCodeOption.class::cast)
                .filter(error -> ResponseMessage.saysBogus(error.getErrorCode()))
                .map(error -> new ResponseMessage.ExtendedError(
                        error.getErrorCode(), error.getText() == null ? "" : error.getText()))
                .findFirst()
                .orElse(null);
    }

    /** The check has sent as many queries as it may ([LIM-5]). */
    static NoAnswerException budgetSpent() {
        return new NoAnswerException(DnsAnswer.Failed.Kind.BUDGET_SPENT, false, "the check has sent all its queries");
    }

    /** The server did not respond in time. */
    static NoAnswerException timedOut() {
        return new NoAnswerException(DnsAnswer.Failed.Kind.TIMEOUT, false, "timed out");
    }

    /** The network says that the server cannot be reached. */
    static NoAnswerException unreachable(String reason) {
        return new NoAnswerException(DnsAnswer.Failed.Kind.UNREACHABLE, false, reason);
    }

    /** Why a question was not answered: what was read, or, where that is null, what went wrong. */
    static NoAnswerException of(ResponseReader.@Nullable Reading reading, @Nullable Throwable fault) {
        if (reading instanceof ResponseReader.Reading.Unusable unusable) {
            return unusable.why();
        }
        if (reading instanceof ResponseReader.Reading.Hopeless hopeless) {
            return unusable(hopeless.reason());
        }
        return of(fault == null ? new IllegalStateException("no answer") : fault);
    }

    /** Why a future has no response. */
    static NoAnswerException of(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof NoAnswerException noAnswer) {
            return noAnswer;
        }
        if (cause instanceof TimeoutException || cause instanceof SocketTimeoutException) {
            return timedOut();
        }
        DnsAnswer.Failed.Kind kind = DnsAnswer.Failed.Kind.OTHER;
        if (cause instanceof WireParseException) {
            kind = DnsAnswer.Failed.Kind.UNUSABLE_RESPONSE;
        } else if (cause instanceof IOException) {
            kind = DnsAnswer.Failed.Kind.UNREACHABLE;
        }
        String message = cause.getMessage();
        return new NoAnswerException(
                kind, false, message == null ? cause.getClass().getSimpleName() : message);
    }

    /** The same, with the server that it came from; after a failure that DNSSEC found, which outweighs others. */
    NoAnswerException at(NameServer server, NoAnswerException before) {
        DnsAnswer.Failed.Kind worse = before.kind == DnsAnswer.Failed.Kind.BOGUS ? before.kind : kind;
        return new NoAnswerException(worse, responded, server + ": " + reason());
    }

    private static String cut(String reason) {
        return reason.length() <= LONGEST_REASON ? reason : reason.substring(0, LONGEST_REASON - 1) + "…";
    }

    DnsAnswer.Failed.Kind kind() {
        return kind;
    }

    boolean responded() {
        return responded;
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
