package dev.rmx.testkit.jqwik;

import dev.rmx.PublishedForm;
import dev.rmx.RmxLimits;
import dev.rmx.RmxQuery;
import dev.rmx.RmxVerifier;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsData;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import dev.rmx.record.IpPrefix;
import dev.rmx.record.RmxEntry;
import dev.rmx.record.RmxRecord;
import dev.rmx.testkit.ReferenceVerifier;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * A check by SPF, alone or among other forms, and all answers of DNS to it, decided by two rows of numbers. There are
 * few names, so that records often match, meet again, or lead back to themselves. A zero is the plain choice.
 */
final class SpfWorld {
    static final Instant UNTIL = Instant.MAX;
    private static final int TEXTS = 160;
    private static final int ANSWERS = 23;
    private static final List<String> RECORD_NAMES = List.of("s.x", "i.x", "j.x", "k.x");

    private static final List<RmxRecord> RMX_RECORDS = List.of(
            RmxRecord.of(),
            RmxRecord.of(new RmxEntry.Ipv4(false, IpPrefix.parse("192.0.2.0/24"))),
            RmxRecord.of(new RmxEntry.Host(true, DomainName.parse("a.x")), new RmxEntry.Mx(false)));
    private static final List<List<String>> PTR_NAMES = List.of(
            List.of("a.x"),
            List.of("s.x", "b.x", "a.x"),
            List.of("b.i.x", "i.x", "m.s.x"),
            List.of("m.s.x", "zs.x", "a.x", "n.s.x"),
            List.of("zs.x"),
            List.of("b.x", "c.x", "a.x", "i.x", "j.x", "k.x", "m.x", "n.x", "o.x", "p.x", "q.x", "s.x"));

    private final List<Integer> texts;
    private final List<Integer> choices;
    private final RmxQuery query;
    private final RmxLimits limits;
    private final List<PublishedForm> forms;
    private final List<String> records = new ArrayList<>();
    private final Map<DnsQuestion, DnsAnswer> answers = new HashMap<>();

    SpfWorld(List<Integer> texts, List<Integer> choices) {
        this.texts = List.copyOf(texts);
        this.choices = List.copyOf(choices);
        Choices from = Choices.from(this.texts);
        this.forms = forms(from);
        this.limits = limits(from);
        this.query = query(from);
        for (int i = 0; i < RECORD_NAMES.size(); i++) {
            records.add(SpfTexts.record(from));
        }
    }

    static SpfWorld random(RandomGenerator random) {
        return new SpfWorld(row(random, random.nextInt(TEXTS)), row(random, ANSWERS));
    }

    private static List<Integer> row(RandomGenerator random, int length) {
        return random.ints(length, 0, 256).boxed().toList();
    }

    private static List<PublishedForm> forms(Choices from) {
        return switch (from.below(12)) {
            case 1 -> List.of(PublishedForm.SPF, PublishedForm.DMP);
            case 2 -> List.of(PublishedForm.DMP, PublishedForm.SPF);
            case 3 -> List.of(PublishedForm.RMX, PublishedForm.RMX_TXT, PublishedForm.SPF);
            case 4 -> List.of(PublishedForm.SPF, PublishedForm.RMX, PublishedForm.DMP);
            default -> List.of(PublishedForm.SPF);
        };
    }

    private static RmxLimits limits(Choices from) {
        return switch (from.below(4)) {
            case 1 -> new RmxLimits(10, 2, 3, 1);
            case 2 -> new RmxLimits(10, 2, 1 + from.below(4), from.below(3));
            default -> RmxLimits.DEFAULT;
        };
    }

    private static RmxQuery query(Choices from) {
        String client = from.oneIn(3) ? "2001:db8::1" : "192.0.2.1";
        Optional<String> local = switch (from.below(10)) {
            case 1 -> Optional.empty();
            case 2 -> Optional.of("i");
            case 3 -> Optional.of("U-v+w.z");
            case 4 -> Optional.of("\u00fc");
            case 5 -> Optional.of("a..b");
            case 6 -> Optional.of("u".repeat(64));
            default -> Optional.of("u");
        };
        RmxQuery query = new RmxQuery(IpAddress.parse(client), Optional.of(DomainName.parse("s.x")), local);
        return switch (from.below(5)) {
            case 1 -> query.withHelo("i.x");
            case 2 -> query.withHelo("[192.0.2.1]").withHost("mx.y");
            case 3 -> query.withHelo("h\u00e9.x").withTime(Instant.ofEpochSecond(1_234_567_890));
            default -> query.withHelo("a.x").withHost("mx.y").withTime(Instant.EPOCH);
        };
    }

    RmxQuery query() {
        return query;
    }

    RmxVerifier verifier() {
        return new RmxVerifier(forms, limits, List.of());
    }

    ReferenceVerifier reference() {
        return new ReferenceVerifier(forms, limits);
    }

    RmxLimits limits() {
        return limits;
    }

    List<PublishedForm> forms() {
        return forms;
    }

    /** The answer to any question. */
    DnsAnswer answer(DnsQuestion question) {
        return answers.computeIfAbsent(question, this::make);
    }

    /** A number from 0 to 255 for a question; some questions share one. */
    private int choice(DnsQuestion question) {
        int place = Math.floorMod(
                question.name().toString().hashCode() * 31
                        + question.type().name().hashCode(),
                ANSWERS);
        return place < choices.size() ? choices.get(place) : 0;
    }

    /** Another number from 0 to 255 for a question. */
    int luck(DnsQuestion question) {
        int place = Math.floorMod(
                question.name().toString().hashCode() * 17
                        + question.type().name().hashCode()
                        + 5,
                ANSWERS);
        return place < choices.size() ? choices.get(place) / 3 + 1 : 1;
    }

    private DnsAnswer make(DnsQuestion question) {
        int choice = choice(question);
        if (question.type() == RecordType.SPF) {
            return record(question, choice);
        }
        if (question.type() == RecordType.DMP) {
            return choice % 2 == 0
                    ? absent()
                    : found(new DnsData.Dmp(choice % 3 == 0, choice % 5 == 0, choice % 7 < 3));
        }
        if (choice % 3 == 0) {
            return absent();
        }
        int which = choice / 3;
        return switch (question.type()) {
            case A, AAAA -> found(addresses(question.type(), which));
            case MX -> found(exchanges(which));
            case PTR -> found(names(which));
            case RMX, RMX_TXT -> found(new DnsData.RmxRecords(List.of(RMX_RECORDS.get(which % RMX_RECORDS.size()))));
            case SPF_EXPLANATION ->
                which % 5 == 0
                        ? new DnsAnswer.Malformed("two", UNTIL, false)
                        : found(new DnsData.SpfExplanation(SpfTexts.explanation(which)));
            default -> throw new IllegalArgumentException("no check here asks " + question);
        };
    }

    private DnsAnswer record(DnsQuestion question, int choice) {
        int known = RECORD_NAMES.indexOf(question.name().toString());
        if (known == 0 && choice % 16 != 15) {
            return SpfTexts.answer(records.get(0));
        }
        if (choice % 6 == 5 || (known < 0 && choice % 3 == 0)) {
            return absent();
        }
        return SpfTexts.answer(records.get(known >= 0 ? known : 1 + choice % 3));
    }

    private DnsData addresses(RecordType type, int which) {
        boolean ipv4 = type == RecordType.A;
        String own = ipv4 ? "192.0.2.1" : "2001:db8::1";
        String near = ipv4 ? "192.0.2.99" : "2001:db8::99";
        String far = ipv4 ? "198.51.100.1" : "2001:db9::1";
        List<String> list = switch (which % 5) {
            case 0 -> List.of(far);
            case 1, 2 -> List.of(own, far);
            case 3 -> List.of(near);
            default -> List.of(own);
        };
        return new DnsData.Addresses(list.stream().map(IpAddress::parse).toList());
    }

    private static DnsData exchanges(int which) {
        return switch (which % 8) {
            case 0, 1 -> exchanges(1, "a.x");
            case 2 -> exchanges(2, "b.x", "c.x");
            case 3 -> exchanges(1, ".");
            case 4 -> exchanges(11, "a.x", "b.x");
            case 5 -> exchanges(3, "a.x", "b.x", "c.x");
            default -> exchanges(2, "c.x", ".");
        };
    }

    private static DnsData exchanges(int records, String... hosts) {
        List<DnsData.Exchange> exchanges = new ArrayList<>();
        for (String host : hosts) {
            exchanges.add(new DnsData.Exchange(10, DomainName.parse(host)));
        }
        return new DnsData.Exchanges(exchanges, records);
    }

    private static DnsData names(int which) {
        List<String> names = PTR_NAMES.get(which % PTR_NAMES.size());
        return new DnsData.Names(names.stream().map(DomainName::parse).toList());
    }

    static DnsAnswer found(DnsData data) {
        return new DnsAnswer.Found(data, UNTIL, false);
    }

    static DnsAnswer absent() {
        return new DnsAnswer.Absent(UNTIL, false);
    }

    static DnsAnswer failed() {
        return new DnsAnswer.Failed(DnsAnswer.Failed.Kind.TIMEOUT, "no answer", UNTIL);
    }

    /**
     * Whether a failure is an answer: {@code ptr} or {@code %{p}} can ask this ([SPF-6]), or the domain's own record of
     * DMP can tell more ([DMP-2]).
     */
    boolean isForgiven(DnsQuestion question) {
        return question.type() == RecordType.PTR
                || question.type() == RecordType.DMP
                || ((question.type() == RecordType.A || question.type() == RecordType.AAAA)
                        && PTR_NAMES.stream()
                                .flatMap(List::stream)
                                .anyMatch(question.name().toString()::equals));
    }

    /** Worlds that are a little plainer than this one: with fewer numbers, or with a zero in place of one. */
    List<SpfWorld> plainer() {
        List<SpfWorld> plainer = new ArrayList<>();
        for (int i = texts.size() - 1; i >= 0; i--) {
            List<Integer> fewer = new ArrayList<>(texts);
            fewer.remove(i);
            plainer.add(new SpfWorld(fewer, choices));
            if (texts.get(i) != 0) {
                List<Integer> zero = new ArrayList<>(texts);
                zero.set(i, 0);
                plainer.add(new SpfWorld(zero, choices));
            }
        }
        for (int i = 0; i < choices.size(); i++) {
            if (choices.get(i) != 0) {
                List<Integer> zero = new ArrayList<>(choices);
                zero.set(i, 0);
                plainer.add(new SpfWorld(texts, zero));
            }
        }
        return plainer;
    }

    /** The check, the records and the answers that were asked for. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("client " + query.client() + ", local part " + query.localPart()
                + ", HELO " + query.helo() + ", forms " + forms + ", " + limits + "\n");
        answers.forEach((question, answer) -> text.append("  ")
                .append(question.name())
                .append(' ')
                .append(question.type())
                .append(": ")
                .append(answer instanceof DnsAnswer.Found found ? found.data() : answer)
                .append('\n'));
        return text.toString();
    }
}
