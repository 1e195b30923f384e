package dev.rmx.testkit.mail;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * An {@code Authentication-Results} field made at random, and what a reader finds in it. It has blanks, folds and
 * comments in all places where RFC 8601 allows them, names in any case, and may be odd. {@code evil=pass} stands in
 * comments and strings only, where it is no result.
 */
final class GeneratedResults {
    private static final String[] METHODS = {
        "spf", "dkim", "dmarc", "iprev", "auth", "x-rmx", "arc", "domainkeys", "sender-id", "x-a-1"
    };
    private static final String[] WORDS = {"pass", "fail", "none", "neutral", "softfail", "temperror", "x-odd"};
    private static final String[] PROPERTIES = {
        "smtp.mailfrom", "smtp.helo", "header.d", "header.i", "header.from", "policy.iprev", "body.x", "smtp.rcptto"
    };
    private static final String[] VALUES = {
        "example.org", "joe@example.org", "@example.org", "192.0.2.1", "s1", "a+b=c/d@example.org", "x", "-", "a_b"
    };
    private static final String[] BLANKS = {" ", "  ", "\t", "\r\n ", "\r\n\t"};
    private static final String[] COMMENTS = {
        "(ok)", "()", "(; evil=pass)", "(a (nested; evil=pass) one)", "(smtp.mailfrom=evil.example)", "(1)", "(/=.)"
    };

    private static final List<OddResults> ODDITIES = List.of(OddResults.values());

    final List<Draft> drafts = new ArrayList<>();
    final Set<OddResults> oddities = EnumSet.noneOf(OddResults.class);
    String host = "mx.example.net";
    String end = "";
    /** Whether blanks have any number of comments, with white space between and behind them. */
    boolean manyComments;

    private String value = "";

    private GeneratedResults() {}

    /** Any field: two in five have nothing odd, two in five one oddity. */
    static GeneratedResults of(Random random) {
        GeneratedResults field = new GeneratedResults();
        if (random.nextInt(20) == 0) {
            field.addJunk(random, "none");
            field.write(random);
            return field;
        }
        for (int i = random.nextInt(4); i >= 0; i--) {
            field.drafts.add(Draft.of(random));
        }
        int odd = random.nextInt(5);
        for (int i = odd < 2 ? 0 : odd < 4 ? 1 : 3; i > 0; i--) {
            field.oddities.add(ODDITIES.get(random.nextInt(ODDITIES.size())));
        }
        // what takes the rest of the field with it comes last
        field.oddities.stream().filter(one -> !one.isAtEnd()).forEach(one -> one.addTo(field, random));
        field.oddities.stream().filter(OddResults::isAtEnd).forEach(one -> one.addTo(field, random));
        field.write(random);
        return field;
    }

    /** The text after {@code Authentication-Results:}. */
    String value() {
        return value;
    }

    /** What a reader finds, in the form of {@link #line}, without results that cannot be understood. */
    List<String> expected() {
        return understood().stream()
                .map(draft ->
                        line(draft.method, Math.max(1, draft.version), draft.result, draft.why(), draft.properties))
                .toList();
    }

    /** Whether each of them is whole. */
    List<Boolean> whole() {
        return understood().stream().map(draft -> draft.whole).toList();
    }

    private List<Draft> understood() {
        return drafts.stream().filter(draft -> draft.raw.isEmpty()).toList();
    }

    /** One of the statements that are understood. */
    Draft any(Random random) {
        List<Draft> understood = understood();
        return understood.get(random.nextInt(understood.size()));
    }

    /** One result in one line of text. */
    static String line(
            String method,
            int version,
            String result,
            String reason,
            Map<String, ? extends Collection<String>> properties) {
        String values = properties.entrySet().stream()
                .flatMap(one -> one.getValue().stream().map(value -> "|" + one.getKey() + "=" + value))
                .sorted()
                .collect(Collectors.joining());
        return method + "/" + version + "=" + result + "|" + reason + values;
    }

    /** A statement without a method. It has no semicolon, quotation mark or parenthesis. */
    static String junk(Random random) {
        StringBuilder junk = new StringBuilder("]");
        for (int i = random.nextInt(12); i > 0; i--) {
            junk.append(" =/.]@x\\\t:".charAt(random.nextInt(10)));
        }
        return junk.toString();
    }

    void addJunk(Random random, String text) {
        Draft junk = new Draft("", "");
        junk.raw = text;
        drafts.add(random.nextInt(drafts.size() + 1), junk);
    }

    /** Adds a comment or string that does not end. */
    void open(String text) {
        Draft last = drafts.get(drafts.size() - 1);
        last.whole = false;
        end = " " + text + end;
    }

    private void write(Random random) {
        StringBuilder text = new StringBuilder(maybe(random)).append(anyCase(random, host));
        if (random.nextInt(4) == 0) {
            text.append(blank(random)).append('1');
        }
        for (Draft draft : drafts) {
            text.append(maybe(random)).append(';').append(maybe(random)).append(write(draft, random));
        }
        value = text.append(end).toString();
    }

    private String write(Draft draft, Random random) {
        if (!draft.raw.isEmpty()) {
            return draft.raw;
        }
        StringBuilder text = new StringBuilder(anyCase(random, draft.method));
        if (draft.version > 0) {
            text.append(maybe(random)).append('/').append(maybe(random)).append(draft.version);
        }
        text.append(equalsSign(random)).append(anyCase(random, draft.result));
        if (!draft.written.isEmpty()) {
            text.append(blank(random))
                    .append("reason")
                    .append(equalsSign(random))
                    .append(draft.written);
        }
        for (Map.Entry<String, String> item : draft.items) {
            text.append(blank(random));
            if (!item.getKey().isEmpty()) {
                String[] name = item.getKey().split("\\.", 2);
                text.append(anyCase(random, name[0])).append(maybe(random)).append('.');
                text.append(maybe(random)).append(anyCase(random, name[1])).append(equalsSign(random));
            }
            text.append(item.getValue());
        }
        if (!draft.lateReason.isEmpty()) {
            text.append(blank(random)).append("reason=").append(draft.lateReason);
        }
        if (!draft.lateProperty.isEmpty()) {
            text.append(blank(random)).append(draft.lateProperty).append('=');
        }
        return text.toString();
    }

    private static String pick(Random random, String... from) {
        return from[random.nextInt(from.length)];
    }

    private static String anyCase(Random random, String text) {
        return random.nextInt(4) == 0 ? text.toUpperCase(Locale.ROOT).replace("EVIL=PASS", "evil=pass") : text;
    }

    private String blank(Random random) {
        StringBuilder blank = new StringBuilder(pick(random, BLANKS));
        while (random.nextInt(5) == 0) {
            blank.append(pick(random, COMMENTS));
            if (!manyComments) {
                break;
            }
            blank.append(pick(random, BLANKS));
        }
        return blank.toString();
    }

    private String maybe(Random random) {
        return random.nextInt(3) == 0 ? blank(random) : "";
    }

    private String equalsSign(Random random) {
        return maybe(random) + "=" + maybe(random);
    }

    /** One statement, while the field is made. */
    static final class Draft {
        /** Each a property's name and value, or an empty name and any text. */
        private final List<Map.Entry<String, String>> items = new ArrayList<>();

        private final Map<String, Set<String>> properties = new TreeMap<>();
        private final String method;
        private final String result;
        private String written = "";
        private String reason = "";
        private boolean whole = true;
        /** 0 for none. */
        int version;
        /** Stands behind the properties. */
        String lateReason = "";
        /** The name of a property without a value, which stands last. */
        String lateProperty = "";
        /** The whole text of a statement that is not understood; empty for others. */
        private String raw = "";

        Draft(String method, String result) {
            this.method = method;
            this.result = result;
        }

        private static Draft of(Random random) {
            Draft draft = new Draft(pick(random, METHODS), pick(random, WORDS));
            if (random.nextInt(4) == 0) {
                String word = pick(random, "why", "a.b", "100");
                boolean quoted = random.nextBoolean();
                draft.reason(quoted ? '"' + word + "; evil=pass\"" : word, quoted ? word + "; evil=pass" : word);
            }
            for (int i = random.nextInt(4); i > 0; i--) {
                String value = pick(random, VALUES);
                String property = pick(random, PROPERTIES);
                if (!draft.properties.containsKey(property)) {
                    draft.property(property, value, value);
                }
            }
            return draft;
        }

        void reason(String text, String content) {
            written = text;
            reason = content;
        }

        void property(String name, String text, String content) {
            items.add(Map.entry(name, text));
            properties.computeIfAbsent(name, n -> new TreeSet<>()).add(content);
        }

        /** Adds a comment, and a property behind it: otherwise two of them would stand in a row. */
        void comment(String text) {
            items.add(Map.entry("", text));
            property("header.k", "k", "k");
        }

        void junk(String text) {
            items.add(Map.entry("", text));
            whole = false;
        }

        void withoutValue(String property) {
            lateProperty = property;
            whole = false;
        }

        /** The first reason counts. */
        private String why() {
            return written.isEmpty() ? lateReason : reason;
        }
    }
}
