package dev.rmx.testkit.cli;

import dev.rmx.RmxQuery;
import dev.rmx.RmxVerdict;
import dev.rmx.receive.EnvelopeSender;
import dev.rmx.receive.ReceiverPolicy;
import dev.rmx.receive.Unchecked;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Answers the requests of {@code rmx policyd}. A message is checked once, however many recipients it has: the requests
 * about it share the verdict. Thread-safe; it never blocks.
 */
final class PolicydAnswers {
    /** Messages whose actions are remembered. Postfix asks about fewer at once: one for each of its processes. */
    private static final int MOST_MESSAGES = 10_000;
    /** The longest key that is remembered, in characters. No real sender and HELO name are longer. */
    private static final int LONGEST_KEY = 4096;

    private static final String FAILED = "451 4.3.0 cannot check the sender now, try again later";

    private final Function<RmxQuery, CompletableFuture<RmxVerdict>> check;
    private final ReceiverPolicy policy;
    private final DomainName host;
    private final InstantSource clock;
    private final Consumer<String> log;

    /** The messages, least recently asked for first. Guarded by itself. */
    private final Map<PolicydRequest, CompletableFuture<PolicydMessage>> messages =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(
                        Map.Entry<PolicydRequest, CompletableFuture<PolicydMessage>> eldest) {
                    return size() > MOST_MESSAGES;
                }
            };

    /**
     * Answers by a policy.
     *
     * @param check checks a query by its deadline, without blocking
     * @param policy what follows from a verdict
     * @param host this host, for fields
     * @param clock gives their date
     * @param log takes a line for what goes wrong
     */
    PolicydAnswers(
            Function<RmxQuery, CompletableFuture<RmxVerdict>> check,
            ReceiverPolicy policy,
            DomainName host,
            InstantSource clock,
            Consumer<String> log) {
        this.check = check;
        this.policy = policy;
        this.host = host;
        this.clock = clock;
        this.log = log;
    }

    /** The action to answer with: one line of printable ASCII. Never completes with an exception. */
    CompletableFuture<String> answer(PolicydRequest request) {
        if (!request.hasSender()) {
            return CompletableFuture.completedFuture(PolicydMessage.NOTHING);
        }
        return message(request)
                .thenApply(message -> message.next(request.isAfterHeader()))
                .exceptionally(problem -> failed(request, problem));
    }

    @SuppressWarnings("FutureReturnValueIgnored") // it completes the message
    private CompletableFuture<PolicydMessage> message(PolicydRequest request) {
        PolicydRequest key = key(request);
        int length = key.instance().length()
                + key.client().length()
                + key.helo().length()
                + key.sender().length()
                + key.saslUser().length();
        if (key.instance().isEmpty() || length > LONGEST_KEY) {
            return receive(request);
        }
        CompletableFuture<PolicydMessage> message = new CompletableFuture<>();
        synchronized (messages) {
            CompletableFuture<PolicydMessage> known = messages.putIfAbsent(key, message);
            if (known != null) {
                return known;
            }
        }
        receive(request).whenComplete((reached, problem) -> { // not under the lock
            if (problem == null) {
                message.complete(reached);
            } else {
                message.completeExceptionally(problem);
            }
        });
        return message;
    }

    /** What all requests about a message have in common. */
    private static PolicydRequest key(PolicydRequest request) {
        return new PolicydRequest(
                "", request.instance(), request.client(), request.helo(), request.sender(), request.saslUser());
    }

    private CompletableFuture<PolicydMessage> receive(PolicydRequest request) {
        try {
            EnvelopeSender sender = request.envelopeSender();
            Optional<IpAddress> client = request.address();
            if (request.isSubmitted() || client.isEmpty()) { // [DISP-5]
                Unchecked reason = request.isSubmitted() ? Unchecked.SUBMITTED : Unchecked.NO_ADDRESS;
                return CompletableFuture.completedFuture(new PolicydMessage(policy.receive(reason, sender)));
            }
            return check.apply(sender.from(client.get()))
                    .thenApply(verdict -> new PolicydMessage(policy.receive(verdict, host, clock.instant())));
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** The answer if our own code fails: the client tries again, and the next request checks again. */
    private String failed(PolicydRequest request, Throwable problem) {
        synchronized (messages) {
            messages.remove(key(request));
        }
        log.accept("internal error: " + problem);
        return FAILED;
    }
}
