package dev.rmx.testkit.cli;

import dev.rmx.RmxOutcome;
import dev.rmx.receive.Disposition;
import dev.rmx.receive.ReceiverPolicy;
import dev.rmx.receive.Unchecked;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpPrefix;
import dev.rmx.spf.SpfResult;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The words in a policy file: cases, dispositions, names, numbers. */
final class PolicyWords {
    private static final String SPF = "spf=";
    private static final int LONGEST_QUOTE = 80;

    private PolicyWords() {}

    static ReceiverPolicy start(String word) {
        return switch (word) {
            case "transitional" -> ReceiverPolicy.transitional();
            case "enforcing" -> ReceiverPolicy.enforcing();
            case "exempting" -> ReceiverPolicy.exempting();
            default -> throw wrong(word, "not where a policy can start", "transitional, enforcing or exempting");
        };
    }

    /** Gives any case a disposition. */
    static ReceiverPolicy on(ReceiverPolicy policy, String word, String disposition) {
        Optional<Unchecked> reason = named(Unchecked.values(), word);
        if (reason.isEmpty()) {
            return onVerdict(policy, word, disposition);
        }
        Disposition chosen = disposition(disposition);
        if (chosen == Disposition.ACCEPT_AND_MARK) {
            throw wrong(
                    disposition,
                    "not possible for " + word + ", since there is no verdict to mark with",
                    "accept, quarantine, defer or reject");
        }
        return policy.with(reason.get(), chosen);
    }

    /** Gives an outcome or a word of SPF a disposition. */
    static ReceiverPolicy onVerdict(ReceiverPolicy policy, String word, String disposition) {
        if (named(Unchecked.values(), word).isPresent()) {
            throw new IllegalArgumentException(word + " has no verdict, so it is the same for all: write on " + word
                    + " " + disposition + ", without for");
        }
        Optional<RmxOutcome> outcome = outcome(word);
        return outcome.isPresent()
                ? policy.with(outcome.get(), disposition(disposition))
                : policy.with(spf(word), disposition(disposition));
    }

    /** The name of a case, however the word is written. */
    static String caseName(String word) {
        return outcome(word).map(RmxOutcome::toString).orElse(word.toLowerCase(Locale.ROOT));
    }

    /** The outcome of this name, in any case. */
    static Optional<RmxOutcome> outcome(String word) {
        return Stream.of(RmxOutcome.values())
                .filter(outcome -> outcome.toString().equalsIgnoreCase(word))
                .findFirst();
    }

    private static SpfResult spf(String word) {
        String lower = word.toLowerCase(Locale.ROOT);
        boolean marked = lower.startsWith(SPF);
        Optional<SpfResult> result = named(SpfResult.values(), marked ? lower.substring(SPF.length()) : lower);
        if (result.isEmpty()) {
            throw wrong(
                    word,
                    "not a case",
                    "an outcome (" + names(RmxOutcome.values()) + "), a word of SPF (" + SPF
                            + Stream.of(SpfResult.values())
                                    .map(SpfResult::toString)
                                    .collect(Collectors.joining(", " + SPF))
                            + ") or why there is no verdict (no-address, submitted, local, unknown)");
        }
        if (!marked) {
            throw wrong(word, "a word of SPF", SPF + lower + ", or an outcome: " + names(RmxOutcome.values()));
        }
        return result.get();
    }

    static Disposition disposition(String word) {
        return named(Disposition.values(), word)
                .orElseThrow(
                        () -> wrong(word, "not a disposition", "accept, accept-and-mark, quarantine, defer or reject"));
    }

    /** The constant that a word names, with {@code -} for {@code _}. */
    private static <E extends Enum<E>> Optional<E> named(E[] constants, String word) {
        return Stream.of(constants)
                .filter(constant -> constant.name()
                        .toLowerCase(Locale.ROOT)
                        .replace('_', '-')
                        .equalsIgnoreCase(word))
                .findFirst();
    }

    static String names(Object[] values) {
        return Stream.of(values).map(Object::toString).collect(Collectors.joining(", "));
    }

    /** Whether a word is to be an address or a prefix: no domain has a colon, a slash, or a number at its end. */
    static boolean isPrefix(String word) {
        return word.indexOf(':') >= 0 || word.indexOf('/') >= 0 || word.matches("(.*\\.)?[0-9]+");
    }

    static IpPrefix prefix(String word) {
        try {
            return IpPrefix.parse(word);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    quote(word) + ": " + e.getMessage() + "; write 192.0.2.0/28, 192.0.2.1 or 2001:db8::/48");
        }
    }

    static DomainName domain(String word) {
        return DomainName.parseSubject(word)
                .orElseThrow(() -> wrong(word, "not the domain of a sender", "a domain such as example.net"));
    }

    static BigInteger number(String word) {
        if (!word.matches("[0-9]{1,40}")) { // 2 to the power of 128 has 39 digits
            throw wrong(word, "not a number of addresses", "digits alone, as in 65536");
        }
        return new BigInteger(word);
    }

    static Duration time(String word) {
        return TimeWord.read(word)
                .filter(time -> !time.isZero())
                .orElseThrow(() -> wrong(word, "not a time", "a number and its unit, as in 90s, 30m, 12h or 1d"));
    }

    private static IllegalArgumentException wrong(String word, String problem, String right) {
        return new IllegalArgumentException(quote(word) + " is " + problem + "; write " + right);
    }

    /** A word of the file for a message: printable and not long. */
    static String quote(String word) {
        String shown = word.length() <= LONGEST_QUOTE ? word : word.substring(0, LONGEST_QUOTE) + "...";
        return "'" + shown.replaceAll("\\p{Cntrl}", "?") + "'";
    }
}
