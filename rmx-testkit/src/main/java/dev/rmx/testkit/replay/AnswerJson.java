package dev.rmx.testkit.replay;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.record.DomainName;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;

/** A question and its answer in JSON. */
final class AnswerJson {
    private static final Set<String> FAILED = Set.of("name", "type", "answer", "kind", "reason", "retryAfter");
    private static final Set<String> ABSENT = Set.of("name", "type", "answer", "validUntil", "authenticated", "stale");
    private static final Set<String> FOUND =
            Set.of("name", "type", "answer", "data", "validUntil", "authenticated", "stale");
    private static final Set<String> MALFORMED =
            Set.of("name", "type", "answer", "reason", "validUntil", "authenticated", "stale");

    /** What became of a question. */
    private enum Kind {
        FOUND,
        ABSENT,
        MALFORMED,
        FAILED;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private AnswerJson() {}

    static ObjectNode write(DnsQuestion question, DnsAnswer answer) {
        ObjectNode node = JsonNodeFactory.instance
                .objectNode()
                .put("name", question.name().toString())
                .put("type", name(question.type()));
        if (answer instanceof DnsAnswer.Found found) {
            node.put("answer", Kind.FOUND.word()).set("data", DataJson.write(question.type(), found.data()));
        } else if (answer instanceof DnsAnswer.Malformed malformed) {
            node.put("answer", Kind.MALFORMED.word()).put("reason", malformed.reason());
        } else if (answer instanceof DnsAnswer.Failed failed) {
            return node.put("answer", Kind.FAILED.word())
                    .put("kind", failed.kind().name())
                    .put("reason", failed.reason())
                    .put("retryAfter", failed.retryAfter().toString());
        } else {
            node.put("answer", Kind.ABSENT.word());
        }
        DnsAnswer.Known known = (DnsAnswer.Known) answer;
        return node.put("validUntil", known.validUntil().toString())
                .put("authenticated", known.authenticated())
                .put("stale", known.stale());
    }

    static DnsQuestion question(JsonPlace answer) {
        return new DnsQuestion(
                answer.field("name").parsed(DomainName::parse),
                answer.field("type").oneOf(RecordType.values(), AnswerJson::name));
    }

    static DnsAnswer read(DnsQuestion question, JsonPlace answer) {
        return switch (answer.field("answer").oneOf(Kind.values(), Kind::word)) {
            case FOUND -> {
                answer.object(FOUND);
                yield new DnsAnswer.Found(
                        DataJson.read(question.type(), answer.field("data")),
                        validUntil(answer),
                        authenticated(answer),
                        stale(answer));
            }
            case ABSENT -> {
                answer.object(ABSENT);
                yield new DnsAnswer.Absent(validUntil(answer), authenticated(answer), stale(answer));
            }
            case MALFORMED -> {
                answer.object(MALFORMED);
                yield new DnsAnswer.Malformed(
                        answer.field("reason").text(), validUntil(answer), authenticated(answer), stale(answer));
            }
            case FAILED -> {
                answer.object(FAILED);
                yield new DnsAnswer.Failed(
                        answer.field("kind").oneOf(DnsAnswer.Failed.Kind.values(), Enum::name),
                        answer.field("reason").text(),
                        answer.field("retryAfter").moment());
            }
        };
    }

    private static Instant validUntil(JsonPlace answer) {
        return answer.field("validUntil").moment();
    }

    private static boolean authenticated(JsonPlace answer) {
        return answer.field("authenticated").flag();
    }

    private static boolean stale(JsonPlace answer) {
        return answer.field("stale").flag();
    }

    private static String name(RecordType type) {
        return type.name().replace('_', '-');
    }
}
