package dev.rmx.testkit.junit.mutants;

import static dev.rmx.testkit.junit.mutants.BrokenResolver.absent;
import static dev.rmx.testkit.junit.mutants.BrokenResolver.asked;
import static dev.rmx.testkit.junit.mutants.BrokenResolver.changed;
import static dev.rmx.testkit.junit.mutants.BrokenResolver.changedData;
import static dev.rmx.testkit.junit.mutants.BrokenResolver.changedFailure;
import static dev.rmx.testkit.junit.mutants.BrokenResolver.failed;
import static dev.rmx.testkit.junit.mutants.BrokenTransport.lasting;
import static dev.rmx.testkit.junit.mutants.BrokenTransport.spoilt;
import static dev.rmx.testkit.junit.mutants.BrokenTransport.spoiltAnswer;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsAnswer.Failed.Kind;
import dev.rmx.dns.DnsData;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.record.AplItem;
import dev.rmx.record.AplRecord;
import dev.rmx.record.DomainName;
import dev.rmx.resolver.QueryBudget;
import dev.rmx.resolver.RmxResolver;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Deliberately wrong resolvers. The contract must fail each, in the given test and with the given words. */
enum ResolverMutant {
    // reading responses
    KEEPS_ONLY_THE_FIRST_RECORD(
            "LOOK_1_records_are_found",
            "an MX question about a.example: expected ",
            spoiltAnswer(records -> records.subList(0, Math.min(1, records.size())))),
    DROPS_THE_LAST_OF_MANY_RECORDS(
            "LOOK_1_records_are_found",
            "a TXT question about _rmx.a.example: expected ",
            spoiltAnswer(records -> records.subList(0, records.size() > 1 ? records.size() - 1 : records.size()))),
    READS_NO_MORE_THAN_A_DATAGRAM(
            "LOOK_1_a_large_answer_is_complete",
            "an A question about large.example: expected ",
            spoiltAnswer(records -> records.subList(0, Math.min(30, records.size())))),
    TAKES_A_TRUNCATED_RESPONSE_FOR_THE_WHOLE(
            "LOOK_2_each_fault_is_distinguished_from_absence",
            "TRUNCATED_PARTLY to an MX question about truncated-partly.fault.example: expected ",
            BrokenTransport::ignoringTruncation),
    COMPARES_OWNERS_BY_CASE(
            "LOOK_2_each_fault_is_distinguished_from_absence",
            "OTHER_CASE to an MX question about other-case.fault.example must be Found, was ",
            spoilt(response -> BrokenTransport.with(
                    response.getSection(Section.ANSWER).stream()
                            .filter(record -> record.getName()
                                    .toString()
                                    .equals(response.getQuestion().getName().toString()))
                            .toList(),
                    response))),
    TAKES_RECORDS_OF_ANOTHER_CLASS(
            "LOOK_2_each_fault_is_distinguished_from_absence",
            "FORGED_CLASS to an MX question about forged-class.fault.example: expected ",
            spoiltAnswer(records -> records.stream()
                    .map(record -> BrokenTransport.with(record.getName(), DClass.IN, record.getTTL(), record))
                    .toList())),
    TAKES_RECORDS_OF_ANOTHER_NAME(
            "LOOK_2_each_fault_is_distinguished_from_absence",
            "OTHER_NAME_IN_ANSWER to an MX question about other-name-in-answer.fault.example must be Failed, was Found",
            spoilt(response -> BrokenTransport.with(
                    response.getSection(Section.ANSWER).stream()
                            .map(record -> BrokenTransport.with(
                                    response.getQuestion().getName(), DClass.IN, record.getTTL(), record))
                            .toList(),
                    response))),
    TAKES_ADDITIONAL_RECORDS(
            "LOOK_2_each_fault_is_distinguished_from_absence",
            "FORGED_ADDITIONAL to an MX question about forged-additional.fault.example: expected ",
            spoilt(response -> {
                response.getSection(Section.ADDITIONAL).stream()
                        .filter(record -> record.getType() != Type.OPT)
                        .forEach(record -> response.addRecord(record, Section.ANSWER));
                return response;
            })),
    TAKES_A_SERVER_TOO_OLD_FOR_BROKEN(
            "LOOK_2_each_fault_is_distinguished_from_absence",
            "NOTIMP to an RMX question about notimp.fault.example must be Absent, was Failed",
            spoilt(response -> {
                if (response.getRcode() == Rcode.NOTIMP) {
                    response.getHeader().setRcode(Rcode.SERVFAIL);
                }
                return response;
            })),
    FOLLOWS_NO_ALIAS(
            "LOOK_2_sixteen_aliases_are_followed",
            "an MX question about alias.example must be Found, was Failed",
            spoiltAnswer(records -> records.stream()
                    .filter(record -> record.getType() != Type.CNAME)
                    .toList())),
    FORGETS_AN_ALIAS_TIME_TO_LIVE(
            "the_lowest_TTL_counts",
            "an A question about low.example: validUntil must be PT1M after",
            spoiltAnswer(records -> records.stream()
                    .map(record -> record.getType() == Type.CNAME ? lasting(86400, record) : record)
                    .toList())),
    TAKES_THE_TIME_TO_LIVE_OF_THE_FIRST_RECORD(
            "the_lowest_TTL_counts",
            "an A question about uneven.example: validUntil must be PT3M20S after",
            spoiltAnswer(records -> records.stream()
                    .map(record -> lasting(records.get(0).getTTL(), record))
                    .toList())),
    TAKES_THE_TIME_TO_LIVE_OF_THE_SOA_FOR_ABSENCE(
            "answers_are_valid_for_their_TTL",
            "an AAAA question about missing.example: validUntil must be PT5M after",
            spoilt(BrokenTransport::withLongAbsence)),

    // making answers
    LOSES_PREFERENCES(
            "LOOK_1_records_are_found",
            "an MX question about a.example: expected ",
            changedData(data -> data instanceof DnsData.Exchanges exchanges
                    ? new DnsData.Exchanges(exchanges.exchanges().stream()
                            .map(exchange -> new DnsData.Exchange(10, exchange.host()))
                            .toList())
                    : data)),
    LOSES_NEGATION(
            "LOOK_1_records_are_found",
            "an APL question about a.example: expected ",
            changedData(data -> data instanceof DnsData.PrefixLists lists
                    ? new DnsData.PrefixLists(List.of(new AplRecord(lists.lists().get(0).items().stream()
                            .map(item -> new AplItem(false, item.prefix()))
                            .toList())))
                    : data)),
    LOSES_IPV6(
            "LOOK_1_records_are_found",
            "an AAAA question about a.example must be Found, was Absent",
            changed((question, answer) -> question.type() == RecordType.AAAA ? absent() : answer)),
    IGNORES_THE_TYPE(
            "LOOK_1_records_are_found",
            "an MX question about a.example: expected ",
            asked((right, question, budget) -> right.resolve(new DnsQuestion(question.name(), RecordType.A), budget))),
    ANSWERS_WITH_ANOTHER_NAME(
            "many_questions_at_once_are_each_answered_once_with_their_own_data",
            "to an A question about n100.example: expected ",
            asked((right, question, budget) -> right.resolve(
                    question.name().equals(DomainName.parse("n100.example"))
                            ? new DnsQuestion(DomainName.parse("n101.example"), question.type())
                            : question,
                    budget))),
    LOSES_EVERY_HUNDREDTH_QUESTION(
            "many_questions_at_once_are_each_answered_once_with_their_own_data",
            " to an A question about n",
            Faulty::losingEveryHundredth),
    TAKES_ABSENCE_FOR_FAILURE(
            "LOOK_2_a_missing_name_or_type_is_absent",
            "an MX question about missing.example must be Absent, was Failed",
            changed((question, answer) -> answer instanceof DnsAnswer.Absent ? failed(Kind.OTHER) : answer)),
    TAKES_FAILURE_FOR_ABSENCE(
            "LOOK_2_each_fault_is_distinguished_from_absence",
            "SERVFAIL to an MX question about servfail.fault.example must be Failed, was Absent",
            changed((question, answer) -> answer instanceof DnsAnswer.Failed ? absent() : answer)),
    TAKES_A_RESPONSE_CUT_SHORT_FOR_ABSENCE(
            "LOOK_2_a_response_cut_short_at_any_length_is_a_failure",
            "a response cut to 0 octets to an A question about n0.example must be Failed, was Absent",
            changed((question, answer) -> answer instanceof DnsAnswer.Failed ? absent() : answer)),
    TAKES_MALFORMED_FOR_ABSENCE(
            "TEXT_5_records_that_break_the_format_are_malformed",
            "an RMX question about bad.example must be Malformed, was Absent",
            changed((question, answer) -> answer instanceof DnsAnswer.Malformed ? absent() : answer)),
    TAKES_ANY_TEXT_FOR_RMX(
            "TXT_2_txt_that_is_not_rmx_is_absent",
            "a TXT question about _rmx.spf.example must be Absent, was Malformed",
            changed((question, answer) -> answer instanceof DnsAnswer.Absent && question.type() == RecordType.RMX_TXT
                    ? new DnsAnswer.Malformed("no RMX", Instant.now(), false)
                    : answer)),
    FOLLOWS_ALIASES_ONLY_WHERE_THE_SERVER_DOES(
            "LOOK_2_sixteen_aliases_are_followed",
            "ALIAS_ALONE to an MX question about alias.example must be Found, was Failed",
            asked((right, question, budget) -> right.resolve(question, new QueryBudget(1)))),
    THROWS_AT_ESCAPES(
            "LOOK_2_names_with_escapes_are_asked_about_or_fail",
            "an A question about \\000\\032\\127.example: a failure must be the value Failed, not an exception",
            asked((right, question, budget) ->
                    question.name().toString().contains("\\") ? Faulty.broken() : right.resolve(question, budget))),
    THROWS_AT_LONG_NAMES(
            "LOOK_1_long_names_are_asked_about",
            ".example: a failure must be the value Failed, not an exception",
            asked((right, question, budget) ->
                    question.name().toString().length() > 60 ? Faulty.broken() : right.resolve(question, budget))),
    THROWS_INSTEAD_OF_ANSWERING(
            "LOOK_1_records_are_found",
            "an MX question about a.example: resolve must not throw",
            asked((right, question, budget) -> {
                throw new IllegalStateException("broken");
            })),
    GIVES_NO_FUTURE(
            "LOOK_1_records_are_found", "an MX question about a.example: resolve must give a future", Faulty::none),
    ANSWERS_NULL(
            "LOOK_1_records_are_found", "an MX question about a.example: an answer is never null", Faulty::nothing),
    NEVER_ANSWERS(
            "LOOK_2_a_missing_name_or_type_is_absent",
            "question about missing.example: no answer within",
            Faulty::silentOnPointers),

    // flags and validity
    IS_ALWAYS_AUTHENTICATED(
            "LOOK_1_records_are_found",
            "an MX question about a.example: must not be authenticated",
            changed((question, answer) -> Faulty.claiming(true, false, null, answer))),
    IS_ALWAYS_STALE(
            "LOOK_1_records_are_found",
            "an MX question about a.example: must not be stale",
            changed((question, answer) -> Faulty.claiming(false, true, null, answer))),
    IS_VALID_FOR_TEN_YEARS(
            "answers_are_valid_for_their_TTL",
            "an MX question about a.example: validUntil must be",
            changed((question, answer) ->
                    Faulty.claiming(false, false, Instant.now().plus(Duration.ofDays(3650)), answer))),
    IS_VALID_UNTIL_1970(
            "answers_are_valid_for_their_TTL",
            "an RMX question about bad.example: validUntil must be",
            changed((question, answer) -> Faulty.claiming(false, false, Instant.EPOCH, answer))),
    CACHES_FOR_EVER(
            "an_expired_answer_is_asked_for_again",
            "data with a TTL of 0 changed before an A question about a.changing.example: expected ",
            (server, timeout) -> Faulty.caching(server, timeout, answer -> answer instanceof DnsAnswer.Found)),
    CACHES_ABSENCE_FOR_EVER(
            "an_expired_answer_is_asked_for_again",
            "data whose absence had a TTL of 0 were added before an A question about new.changing.example must",
            (server, timeout) -> Faulty.caching(server, timeout, answer -> answer instanceof DnsAnswer.Absent)),
    CACHES_FAILURE_FOR_EVER(
            "TEMP_1_a_failure_says_when_to_ask_again_and_a_recovered_server_is_noticed",
            "SERVFAIL to an A question about a.example: must be found within",
            (server, timeout) -> Faulty.caching(server, timeout, answer -> answer instanceof DnsAnswer.Failed)),
    MAY_BE_RETRIED_TOMORROW(
            "TEMP_1_a_failure_says_when_to_ask_again_and_a_recovered_server_is_noticed",
            "SERVFAIL to an A question about a.example: retryAfter must be at most 300 seconds after",
            changedFailure(failed -> new DnsAnswer.Failed(
                    failed.kind(), failed.reason(), Instant.now().plus(Duration.ofDays(1))))),
    CALLS_EVERY_FAILURE_A_TIMEOUT(
            "LOOK_2_each_fault_is_distinguished_from_absence",
            "REFUSED to an MX question about refused.fault.example: the failure must be of kind REFUSED",
            changedFailure(failed -> new DnsAnswer.Failed(Kind.TIMEOUT, failed.reason(), failed.retryAfter()))),
    CALLS_EVERY_FAILURE_SERVFAIL(
            "LOOK_2_each_fault_is_distinguished_from_absence",
            "NO_ANSWER to an MX question about no-answer.fault.example: the failure must be of kind TIMEOUT",
            changedFailure(failed -> new DnsAnswer.Failed(Kind.SERVFAIL, failed.reason(), failed.retryAfter()))),
    CALLS_EVERY_FAILURE_UNREACHABLE(
            "LOOK_2_each_fault_is_distinguished_from_absence",
            "CNAME_LOOP to an MX question about cname-loop.fault.example: the failure must be of kind UNUSABLE_RESPONSE",
            changedFailure(failed -> new DnsAnswer.Failed(Kind.UNREACHABLE, failed.reason(), failed.retryAfter()))),
    CALLS_EVERY_FAILURE_OTHER(
            "LOOK_2_each_fault_is_distinguished_from_absence",
            "SERVFAIL to an MX question about servfail.fault.example: the failure must be of kind SERVFAIL",
            changedFailure(failed -> new DnsAnswer.Failed(Kind.OTHER, failed.reason()))),
    GIVES_NO_REASON(
            "LOOK_2_each_fault_is_distinguished_from_absence",
            "SERVFAIL to an MX question about servfail.fault.example: a failure needs a reason",
            changedFailure(failed -> new DnsAnswer.Failed(failed.kind(), "", failed.retryAfter()))),

    // behaviour
    IGNORES_THE_BUDGET(
            "LIM_5_no_more_queries_are_sent_than_the_budget_allows",
            "a budget of 1 queries and ALIAS_ALONE to an MX question about c16.example: the resolver sent ",
            asked((right, question, budget) -> right.resolve(question, new QueryBudget(1000)))),
    IGNORES_THE_TIMEOUT(
            "LIM_3_a_late_response_is_a_failure",
            "a late response to an A question about n2.example: no answer within",
            (server, timeout) -> BrokenResolver.right(server, Duration.ofHours(1))),
    BLOCKS_FOR_50_MS(
            "resolve_does_not_block",
            "NO_ANSWER to an A question: resolve must not block; the fastest of 10 calls took",
            asked((right, question, budget) -> {
                Faulty.pause(Duration.ofMillis(50));
                return right.resolve(question, budget);
            })),
    BLOCKS_UNTIL_THE_ANSWER_IS_THERE(
            "resolve_does_not_block",
            "NO_ANSWER to an A question: resolve must not block; the fastest of 10 calls took",
            asked((right, question, budget) -> {
                DnsAnswer answer = right.resolve(question, budget).join();
                return CompletableFuture.completedFuture(answer);
            })),
    CANCELS_FOR_ALL_WHO_ASKED(
            "cancelling_one_question_leaves_the_others_alone",
            "another asker's cancelling before an A question about n1.example",
            Faulty::sharing),
    ANSWERS_FOR_ALL_WHO_ASKED(
            "a_future_belongs_to_its_caller",
            "another asker's completing its own future before an A question about n1.example must be Found, was Absent",
            Faulty::sharing),
    CLOSE_DOES_NOTHING(
            "close_fails_open_questions",
            "close() during an A question about a.example: no answer within",
            Faulty::neverClosed),
    ANSWERS_AFTER_CLOSE(
            "close_fails_open_questions",
            "close() before an A question about n1.example must be Failed, was Found",
            Faulty::openedAgain),
    LEAKS_A_THREAD_IN_ANOTHER_GROUP(
            "closed_resolvers_leave_nothing_open",
            "20 resolvers were each asked an A question and closed, and still open",
            Faulty::leakingThread),
    LEAKS_A_SOCKET(
            "closed_resolvers_leave_nothing_open",
            "20 resolvers were each asked an A question and closed, and still open",
            (server, timeout) -> Faulty.leakingSocket(BrokenResolver.right(server, timeout))),
    LEAKS_A_SOCKET_A_QUERY(
            "questions_leave_nothing_open",
            "300 A questions were answered, one after the other, and still open",
            asked((right, question, budget) -> Faulty.leakingSocket(right).resolve(question, budget))),
    LEAKS_A_THREAD_A_QUERY(
            "questions_leave_nothing_open",
            "300 A questions were answered, one after the other, and still open",
            asked((right, question, budget) -> {
                Faulty.leakThread();
                return right.resolve(question, budget);
            }));

    private final String test;
    private final String words;

    @SuppressWarnings("ImmutableEnumChecker") // holds nothing
    private final BiFunction<InetSocketAddress, Duration, RmxResolver> maker;

    ResolverMutant(String test, String words, BiFunction<InetSocketAddress, Duration, RmxResolver> maker) {
        this.test = test;
        this.words = words;
        this.maker = maker;
    }

    /** The test of the contract that must fail. */
    String test() {
        return test;
    }

    /** What the failure message must contain. */
    String words() {
        return words;
    }

    RmxResolver make(InetSocketAddress server, Duration timeout) {
        return maker.apply(server, timeout);
    }

    /** Whether the contract fails this mutant only when its patience ends. */
    boolean triesPatience() {
        return switch (this) {
            case NEVER_ANSWERS, CACHES_FAILURE_FOR_EVER, IGNORES_THE_TIMEOUT, CLOSE_DOES_NOTHING -> true;
            default -> leaks();
        };
    }

    /** Whether the mutant is found by what the whole process has open. */
    boolean leaks() {
        return name().startsWith("LEAKS_");
    }
}
