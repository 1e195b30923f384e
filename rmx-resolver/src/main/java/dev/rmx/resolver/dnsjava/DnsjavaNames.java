package dev.rmx.resolver.dnsjava;

import dev.rmx.record.DomainName;
import java.io.IOException;
import java.util.concurrent.CompletionException;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;

/** Converts names and messages between this library and dnsjava. Names are absolute. */
final class DnsjavaNames {
    private DnsjavaNames() {}

    static Name toName(DomainName name) {
        try {
            return new Name(name.toWire());
        } catch (IOException e) {
            throw new IllegalStateException("a domain name is always a name: " + name, e);
        }
    }

    static DomainName fromName(Name name) {
        return DomainName.fromWire(name.toWire());
    }

    /** Converts a query, without an OPT record: the sender adds that. */
    static Message toMessage(Query query) {
        Message message = Message.newQuery(Record.newRecord(toName(query.name()), query.type(), DClass.IN));
        if ((query.flags() & Query.AD) != 0) {
            message.getHeader().setFlag(Flags.AD);
        }
        return message;
    }

    /** @throws CompletionException if the encoded message is malformed or exceeds the limits of messages */
    static ResponseMessage fromMessage(Message message) {
        try {
            return ResponseMessage.parse(message.toWire());
        } catch (NoAnswerException e) {
            throw new CompletionException(e);
        }
    }
}
