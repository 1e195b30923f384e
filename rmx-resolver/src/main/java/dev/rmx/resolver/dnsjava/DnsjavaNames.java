package dev.rmx.resolver.dnsjava;

import dev.rmx.record.DomainName;
import java.io.IOException;
import java.util.concurrent.CompletionException;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;

/** Names and messages of this library and of dnsjava, turned into each other; names are absolute. */
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

    /** A query without an OPT record, which whoever sends it adds. */
    static Message toMessage(Query query) {
        Message message = Message.newQuery(Record.newRecord(toName(query.name()), query.type(), DClass.IN));
        if ((query.flags() & Query.AD) != 0) {
            message.getHeader().setFlag(Flags.AD);
        }
        return message;
    }

    /** @throws CompletionException if the message, written out, breaks the format or the bounds of messages */
    static ResponseMessage fromMessage(Message message) {
        try {
            return ResponseMessage.parse(message.toWire());
        } catch (NoAnswerException e) {
            throw new CompletionException(e);
        }
    }
}
