package dev.rmx.testkit.junit;

import static dev.rmx.testkit.junit.Reply.check;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsAnswer.Failed.Kind;
import dev.rmx.dns.RecordType;
import dev.rmx.resolver.QueryBudget;
import dev.rmx.testkit.DnsFault;
import dev.rmx.testkit.DnsFaultRule;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** How a resolver must read the responses of a server without faults. */
final class ReadingPromises {
    /** The failure kind for an endless chain of aliases. */
    private static final Set<Kind> UNUSABLE = EnumSet.of(Kind.UNUSABLE_RESPONSE);

    private final Tried tried;

    ReadingPromises(Tried tried) {
        this.tried = tried;
    }

    Stream<DynamicTest> recordsAreFound() {
        return eachType("a.example", type -> tried.ask("a.example", type).found(ContractZone.data(type)));
    }

    Stream<DynamicTest> whatIsNotThereIsAbsent() {
        return Stream.of("missing.example", "nothing.example", "dangling.example")
                .flatMap(name -> eachType(name, type -> tried.ask(name, type).absent()));
    }

    void largeAnswersAreWhole() throws InterruptedException {
        tried.ask("large.example", RecordType.A).found(ContractZone.large());
    }

    void textThatIsNotRmxIsAbsent() throws InterruptedException {
        tried.ask("spf.example", RecordType.RMX_TXT).absent();
    }

    Stream<DynamicTest> badRecordsAreMalformed() {
        return Stream.of(RecordType.RMX, RecordType.RMX_TXT)
                .map(type -> DynamicTest.dynamicTest(
                        type.toString(), () -> tried.ask("bad.example", type).malformed()));
    }

    /** First the server follows the aliases itself; then it gives them one by one. */
    Stream<DynamicTest> aliasesAreFollowed() {
        return Stream.of(RecordType.values())
                .map(type -> DynamicTest.dynamicTest(type.toString(), () -> {
                    followAliases("", tried, type);
                    tried.server().fault(DnsFaultRule.of(DnsFault.Plain.ALIAS_ALONE));
                    try (Tried again = tried.again()) {
                        followAliases("ALIAS_ALONE to ", again, type);
                    } finally {
                        tried.server().clearFaults();
                    }
                }));
    }

    private static void followAliases(String circumstances, Tried tried, RecordType type) throws InterruptedException {
        tried.start(circumstances, "alias.example", type).reply().found(ContractZone.data(type));
        tried.start(circumstances, "c16.example", type).reply().found(ContractZone.data(type));
        tried.start(circumstances, "c17.example", type).reply().failed(UNUSABLE);
        tried.start(circumstances, "loop.example", type).reply().failed(UNUSABLE);
    }

    Stream<DynamicTest> longNamesAreAsked() {
        return ContractZone.LONG.stream()
                .map(name -> DynamicTest.dynamicTest(
                        name.length() + " characters",
                        () -> tried.ask(name, RecordType.A).found(ContractZone.addresses("192.0.2.1"))));
    }

    Stream<DynamicTest> escapedNamesAreAskedOrFail() {
        return ContractZone.ESCAPED.stream()
                .map(name -> DynamicTest.dynamicTest(name, () -> {
                    Reply reply = tried.ask(name, RecordType.A);
                    if (reply.answer() instanceof DnsAnswer.Failed) {
                        reply.failed(EnumSet.of(Kind.OTHER));
                    } else {
                        reply.found(ContractZone.addresses("192.0.2.1"));
                    }
                }));
    }

    /** Budgets too small to follow the aliases, or to repeat a query over TCP. */
    Stream<DynamicTest> noMoreQueriesAreSentThanTheBudgetHas() {
        return IntStream.of(0, 1, 3)
                .boxed()
                .flatMap(budget -> Stream.of(DnsFault.Plain.ALIAS_ALONE, DnsFault.Plain.TRUNCATED)
                        .filter(fault -> budget < 2 || fault == DnsFault.Plain.ALIAS_ALONE)
                        .map(fault ->
                                DynamicTest.dynamicTest(budget + " queries, " + fault, () -> spend(budget, fault))));
    }

    private void spend(int budget, DnsFault.Plain fault) throws InterruptedException {
        tried.server().fault(DnsFaultRule.of(fault));
        tried.server().forgetAsked();
        try (Tried again = tried.again()) {
            Reply reply = again.start(
                            "a budget of " + budget + " queries and " + fault.name() + " to ",
                            "c16.example",
                            RecordType.MX,
                            new QueryBudget(budget))
                    .reply();
            long sent = tried.server().asked().stream()
                    .filter(asked -> asked.type().equals("MX"))
                    .count();
            check(sent <= budget, () -> reply.question() + ": the resolver sent " + sent + " queries [LIM-5]");
            reply.failed(EnumSet.of(Kind.BUDGET_SPENT));
            assertEquals(budget, sent, () -> reply.question() + ": the budget failed the question too early");
        } finally {
            tried.server().clearFaults();
        }
    }

    @FunctionalInterface
    private interface Trial {
        void of(RecordType type) throws InterruptedException;
    }

    private static Stream<DynamicTest> eachType(String name, Trial trial) {
        return Stream.of(RecordType.values())
                .map(type -> DynamicTest.dynamicTest(name + " " + type, () -> trial.of(type)));
    }
}
