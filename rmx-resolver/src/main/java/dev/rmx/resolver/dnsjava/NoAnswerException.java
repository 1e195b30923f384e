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

/** A server did not answer the question. */
final class NoAnswerException extends Exception {
    private static final long serialVersionUID = 1L;

    /** In characters. A reason can contain foreign text of any length. */
    private static final int LONGEST_REASON = 200;

    private final DnsAnswer.Failed.Kind kind;
    private final boolean responded;

    /**
     * Makes an exception.
     *
     * @param kind what happened, for programs
     * @param responded whether the server responded: then asking it again is useless
     * @param reason what happened, for people
     */
    NoAnswerException(DnsAnswer.Failed.Kind kind, boolean responded, String reason) {
        super(cut(reason), null, false, false); // one for each failure, never thrown to users: no stack trace
        this.kind = kind;
        this.responded = responded;
    }

    /** The server responded, but did not answer the question. */
    static NoAnswerException unusable(String reason) {
        return new NoAnswerException(DnsAnswer.Failed.Kind.UNUSABLE_RESPONSE, true, reason);
    }

    /** DNSSEC shows that the response is not the zone's data, or a required proof is missing. */
    static NoAnswerException bogus(String reason) {
        return new NoAnswerException(DnsAnswer.Failed.Kind.BOGUS, true, "bogus: " + reason);
    }

    /** The server responded with an error code. */
    static NoAnswerException ofError(ResponseMessage response) {
        return ofError(response.rcode(), response.bogus());
    }

    /** The server responded with an error code. */
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

    /** Whether a response reports that DNSSEC validation failed. */
    static boolean isBogus(Message response) {
        return bogus(response) != null;
    }

    /** The extended error for failed DNSSEC validation (RFC 8914); null if there is none. */
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

    /** The network reports that the server is unreachable. */
    static NoAnswerException unreachable(String reason) {
        return new NoAnswerException(DnsAnswer.Failed.Kind.UNREACHABLE, false, reason);
    }

    /** Why a question was not answered: the reading says why or, if it is null, the fault does. */
    static NoAnswerException of(ResponseReader.@Nullable Reading reading, @Nullable Throwable fault) {
        if (reading instanceof ResponseReader.Reading.Unusable unusable) {
            return unusable.why();
        }
        if (reading instanceof ResponseReader.Reading.Hopeless hopeless) {
            return unusable(hopeless.reason());
        }
        return of(fault == null ? new IllegalStateException("no answer") : fault);
    }

    /** Converts the failure of a future. */
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

    /** This failure with its server's name. If an earlier failure was bogus, so is this one. */
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
