package dev.rmx.testkit.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.rmx.codec.RmxText;
import dev.rmx.codec.SpfText;
import dev.rmx.dns.DnsData;
import dev.rmx.dns.RecordType;
import dev.rmx.record.AplItem;
import dev.rmx.record.AplRecord;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import dev.rmx.record.IpFamily;
import dev.rmx.record.IpPrefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The data of an answer in JSON: the records in their presentation format, as the type of the question has them. */
final class DataJson {
    private static final String ALLOW = "dmp=allow";
    private static final String DENY = "dmp=deny";
    private static final String TAKES_PART = "dmp=";
    private static final int MOST_PREFERENCE = 65_535;

    private DataJson() {}

    static JsonNode write(RecordType type, DnsData data) {
        return switch (type) {
            case A, AAAA -> texts(((DnsData.Addresses) data).addresses());
            case APL -> texts(((DnsData.PrefixLists) data).lists().get(0).items());
            case MX -> exchanges((DnsData.Exchanges) data);
            case PTR -> texts(((DnsData.Names) data).names());
            case RMX, RMX_TXT -> texts(((DnsData.RmxRecords) data).records());
            case SPF -> TextNode.valueOf(SpfText.format(((DnsData.Spf) data).record()));
            case SPF_EXPLANATION ->
                TextNode.valueOf(((DnsData.SpfExplanation) data).text().toString());
            case DMP -> dmp((DnsData.Dmp) data);
        };
    }

    static DnsData read(RecordType type, JsonPlace data) {
        return switch (type) {
            case A, AAAA -> data.allParsed(IpAddress::parse, DnsData.Addresses::new);
            case APL ->
                data.allParsed(DataJson::aplItem, items -> new DnsData.PrefixLists(List.of(new AplRecord(items))));
            case MX -> exchanges(data.object(Set.of("records", "exchanges")));
            case PTR -> data.allParsed(DomainName::parse, DnsData.Names::new);
            case RMX, RMX_TXT -> data.allParsed(RmxText::parse, DnsData.RmxRecords::new);
            case SPF -> new DnsData.Spf(data.parsed(SpfText::parse));
            case SPF_EXPLANATION -> new DnsData.SpfExplanation(data.parsed(SpfText::parseExplanation));
            case DMP -> dmp(data);
        };
    }

    private static ArrayNode texts(List<?> values) {
        ArrayNode texts = JsonNodeFactory.instance.arrayNode(values.size());
        values.forEach(value -> texts.add(value.toString()));
        return texts;
    }

    private static ObjectNode exchanges(DnsData.Exchanges data) {
        ObjectNode node = JsonNodeFactory.instance.objectNode().put("records", data.records());
        node.set(
                "exchanges",
                texts(data.exchanges().stream()
                        .map(one -> one.preference() + " " + one.host())
                        .toList()));
        return node;
    }

    private static DnsData exchanges(JsonPlace data) {
        JsonPlace count = data.field("records");
        int records = count.number();
        if (records < 0) {
            throw count.wrong("there are 0 records or more, not " + records);
        }
        return data.field("exchanges")
                .allParsed(DataJson::exchange, exchanges -> new DnsData.Exchanges(exchanges, records));
    }

    private static DnsData.Exchange exchange(String text) {
        int blank = text.indexOf(' ');
        String digits = text.substring(0, Math.max(0, blank));
        int preference = digits.matches("[0-9]{1,5}") ? Integer.parseInt(digits) : -1;
        if (preference < 0 || preference > MOST_PREFERENCE) {
            throw new IllegalArgumentException("an exchange is a preference of 0 to " + MOST_PREFERENCE
                    + ", a blank and a name, as in 10 mail.example.org");
        }
        return new DnsData.Exchange(preference, DomainName.parse(text.substring(blank + 1)));
    }

    /** RFC 3123 §5. */
    private static AplItem aplItem(String text) {
        boolean negated = text.startsWith("!");
        int colon = text.indexOf(':');
        String family = text.substring(negated ? 1 : 0, Math.max(negated ? 1 : 0, colon));
        IpPrefix prefix = IpPrefix.parse(text.substring(colon + 1));
        if (!family.equals(prefix.family() == IpFamily.IPV4 ? "1" : "2")) {
            throw new IllegalArgumentException("an item is 1: and an IPv4 prefix, or 2: and an IPv6 prefix,"
                    + " with ! in front if it is negated, as in !1:192.0.2.0/24");
        }
        return new AplItem(negated, prefix);
    }

    private static ArrayNode dmp(DnsData.Dmp data) {
        return texts(
                Stream.of(data.allows() ? ALLOW : "", data.denies() ? DENY : "", data.takesPart() ? TAKES_PART : "")
                        .filter(text -> !text.isEmpty())
                        .toList());
    }

    private static DnsData dmp(JsonPlace data) {
        List<String> words = new ArrayList<>();
        for (JsonPlace element : data.elements()) {
            String word = element.text();
            if (!Set.of(ALLOW, DENY, TAKES_PART).contains(word) || words.contains(word)) {
                throw element.wrong("a DMP record is dmp=allow, dmp=deny or dmp=, each once");
            }
            words.add(word);
        }
        return new DnsData.Dmp(words.contains(ALLOW), words.contains(DENY), words.contains(TAKES_PART));
    }
}
