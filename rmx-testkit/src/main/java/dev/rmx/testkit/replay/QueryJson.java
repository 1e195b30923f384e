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
        Optional<String> localPart = query.optional("localPart").map(JsonPlace::text);
        RmxQuery read = query.made(() -> new RmxQuery(client, subject, localPart));
        read = query.optional("helo").map(JsonPlace::text).map(read::withHelo).orElse(read);
        read = query.optional("host").map(JsonPlace::text).map(read::withHost).orElse(read);
        return query.optional("time").map(JsonPlace::moment).map(read::withTime).orElse(read);
    }
}
