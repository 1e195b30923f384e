package dev.rmx.testkit.cli;

import dev.rmx.receive.ReceiverPolicy;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpPrefix;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The directives of a policy file, and the policy that they make:
 *
 * <pre>
 * start transitional               # or enforcing, or exempting; before all others
 * trust 192.0.2.0/28 2001:db8::/48 # relays whose mail is not checked
 * on NotInRMX reject               # an outcome, spf=WORD, or why a message has no verdict
 * pass at-most 65536
 * pass only-authenticated
 * quarantine-time 1d
 * exempt partner.example           # domains, or addresses of forwarders
 * for example.net start enforcing  # start, on and pass, for one domain or forwarder; begins with what holds for all
 * </pre>
 *
 * <p>Nothing may be said twice. A wrong line is an {@link IllegalArgumentException}, whose message says what would be
 * right.
 */
final class PolicyDirectives {
    private static final String DIRECTIVES = "start, trust, on, pass, quarantine-time, exempt or for";

    private ReceiverPolicy policy = ReceiverPolicy.transitional();
    private final List<IpPrefix> trusted = new ArrayList<>();
    private final Map<DomainName, ReceiverPolicy> domains = new HashMap<>();
    /** In order, since the first prefix that holds a client decides. */
    private final Map<IpPrefix, ReceiverPolicy> forwarders = new LinkedHashMap<>();

    /** What was said, and the number of the first line that says it. */
    private final Map<String, Integer> said = new HashMap<>();

    private int line;

    /** Adds the words of a line, which has this number. */
    void add(int number, List<String> words) {
        line = number;
        List<String> values = words.subList(1, words.size());
        switch (words.get(0)) {
            case "start" -> {
                require(values.size() == 1, "write start transitional, start enforcing or start exempting");
                once("start");
                require(said.size() == 1, "write start before all other directives");
                policy = PolicyWords.start(values.get(0));
            }
            case "trust" -> {
                require(!values.isEmpty(), "write trust with addresses or prefixes, as in trust 192.0.2.0/28");
                values.forEach(this::trust);
            }
            case "quarantine-time" -> {
                require(values.size() == 1, "write a time, as in quarantine-time 1d");
                once("quarantine-time");
                policy = policy.quarantining(PolicyWords.time(values.get(0)));
            }
            case "exempt" -> {
                require(!values.isEmpty(), "write exempt with domains or addresses, as in exempt partner.example");
                values.forEach(value -> addFor(value, List.of("start", "exempting")));
            }
            case "for" -> {
                require(
                        values.size() > 1,
                        "write for, a domain or prefix, and what holds for it, as in"
                                + " for example.net start enforcing");
                addFor(values.get(0), values.subList(1, values.size()));
                said.putIfAbsent("for", line);
            }
            case "on", "pass" -> {
                require(
                        !said.containsKey("for"),
                        "write on and pass for all senders before what is for one, which begins on line "
                                + said.get("for"));
                policy = judged(policy, words, "");
            }
            default ->
                throw new IllegalArgumentException(
                        PolicyWords.quote(words.get(0)) + " is not a directive; write " + DIRECTIVES);
        }
    }

    /** Adds what holds for one domain or forwarder alone. */
    private void addFor(String target, List<String> words) {
        if (PolicyWords.isPrefix(target)) {
            IpPrefix prefix = PolicyWords.prefix(target).unmapped();
            for (IpPrefix before : forwarders.keySet()) {
                if (!before.equals(prefix) && before.length() <= prefix.length() && before.contains(prefix.address())) {
                    throw new IllegalArgumentException(before + ", of line " + said.get("for " + before + " ")
                            + ", holds " + prefix + ", and the first that holds a client decides: write " + prefix
                            + " before it");
                }
            }
            forwarders.put(prefix, judgedFor(forwarders.getOrDefault(prefix, policy), words, prefix.toString()));
        } else {
            DomainName domain = PolicyWords.domain(target);
            domains.put(domain, judgedFor(domains.getOrDefault(domain, policy), words, domain.toString()));
        }
    }

    private ReceiverPolicy judgedFor(ReceiverPolicy current, List<String> words, String target) {
        String scope = "for " + target + " ";
        if (words.get(0).equals("start")) {
            require(words.size() == 2, "write " + scope + "start transitional, enforcing or exempting");
            once(scope + "start");
            require(
                    !said.containsKey(scope),
                    "write start before all else for " + target + ", which begins on line " + said.get(scope));
            said.put(scope, line);
            return PolicyWords.start(words.get(1));
        }
        said.putIfAbsent(scope, line);
        require(
                words.get(0).equals("on") || words.get(0).equals("pass"),
                "for one domain or forwarder write start, on or pass, not " + PolicyWords.quote(words.get(0)));
        return judged(current, words, scope);
    }

    /** A policy with another disposition or limit. */
    private ReceiverPolicy judged(ReceiverPolicy current, List<String> words, String scope) {
        if (words.get(0).equals("on")) {
            require(words.size() == 3, "write on, a case and a disposition, as in on NotInRMX reject");
            once(scope + PolicyWords.caseName(words.get(1)));
            return scope.isEmpty()
                    ? PolicyWords.on(current, words.get(1), words.get(2))
                    : PolicyWords.onVerdict(current, words.get(1), words.get(2));
        }
        if (words.size() == 2 && words.get(1).equals("only-authenticated")) {
            once(scope + "pass only-authenticated");
            return current.passingOnlyAuthenticated();
        }
        require(
                words.size() == 3 && words.get(1).equals("at-most"),
                "write pass only-authenticated, or pass at-most with a number, as in pass at-most 65536");
        once(scope + "pass at-most");
        return current.passingAtMost(PolicyWords.number(words.get(2)));
    }

    private void trust(String value) {
        IpPrefix prefix = PolicyWords.prefix(value).unmapped();
        once("trust " + prefix);
        trusted.add(prefix);
    }

    private void once(String what) {
        Integer first = said.putIfAbsent(what, line);
        require(first == null, "line " + first + " says it already: " + what + "; remove one of them");
    }

    private static void require(boolean condition, String problem) {
        if (!condition) {
            throw new IllegalArgumentException(problem);
        }
    }

    /** The policy of all lines. */
    ReceiverPolicy policy() {
        ReceiverPolicy whole = policy.trusting(trusted);
        for (Map.Entry<DomainName, ReceiverPolicy> entry : domains.entrySet()) {
            whole = whole.with(entry.getKey(), entry.getValue());
        }
        for (Map.Entry<IpPrefix, ReceiverPolicy> entry : forwarders.entrySet()) {
            whole = whole.with(entry.getKey(), entry.getValue());
        }
        return whole;
    }
}
