package dev.rmx.testkit.replay;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rmx.RmxQuery;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import java.util.Optional;
import java.util.Set;

/** A query in JSON: what is not known is left out. */
final class QueryJson {
    private static final Set<String> FIELDS = Set.of("client", "subject", "localPart", "helo", "host", "time");

    /** No line of SMTP is longer. */
    private static final int LONGEST_WORD = 65_535;

    private QueryJson() {}

    static ObjectNode write(RmxQuery query) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("client", query.client().toString());
        query.subject().ifPresent(subject -> node.put("subject", subject.toString()));
        query.localPart().ifPresent(localPart -> node.put("localPart", localPart));
        query.helo().ifPresent(helo -> node.put("helo", helo));
        query.host().ifPresent(host -> node.put("host", host));
        query.time().ifPresent(time -> node.put("time", time.toString()));
        return node;
    }

    static RmxQuery read(JsonPlace query) {
        query.object(FIELDS);
        IpAddress client = query.field("client").parsed(IpAddress::parse);
        Optional<DomainName> subject = query.optional("subject").map(name -> name.parsed(DomainName::parse));
        Optional<String> localPart = query.optional("localPart").map(QueryJson::word);
        RmxQuery read = query.made(() -> new RmxQuery(client, subject, localPart));
        read = query.optional("helo").map(QueryJson::word).map(read::withHelo).orElse(read);
        read = query.optional("host").map(QueryJson::word).map(read::withHost).orElse(read);
        return query.optional("time").map(JsonPlace::moment).map(read::withTime).orElse(read);
    }

    /** What a client sent, or our name: macros can repeat it. */
    private static String word(JsonPlace place) {
        String word = place.text();
        if (word.length() > LONGEST_WORD) {
            throw place.wrong("at most " + LONGEST_WORD + " characters can stand here, not " + word.length());
        }
        return word;
    }
}
