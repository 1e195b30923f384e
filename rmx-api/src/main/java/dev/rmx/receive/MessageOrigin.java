package dev.rmx.receive;

import dev.rmx.RmxQuery;
import dev.rmx.record.IpAddress;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Where a message came from, as {@link TraceReader} finds it in the header section: an SMTP client to check, or none
 * and why ([RCVD-1]). Fields are counted from the top, from 1: field {@code n} is {@code header.fields().get(n - 1)}.
 */
public sealed interface MessageOrigin {
    /**
     * The client that handed the message to the receiver's outermost relay.
     *
     * @param address its address; an IPv4-mapped one is IPv4
     * @param helo its HELO or EHLO name; empty if the field does not show it
     * @param field the {@code Received} field with both
     * @param sender the envelope sender; empty if no field that can be trusted shows it
     */
    record Client(IpAddress address, Optional<String> helo, int field, Optional<Sender> sender)
            implements MessageOrigin {
        /**
         * The query that checks this client and its sender.
         *
         * @return the query; empty if the sender is not known
         */
        public Optional<RmxQuery> query() {
            return sender.map(Sender::path)
                    .map(path -> helo.map(path::withHelo).orElse(path).from(address));
        }
    }

    /**
     * The envelope sender of a {@link Client}.
     *
     * @param path the sender
     * @param field the field that shows it
     */
    record Sender(EnvelopeSender path, int field) {}

    /**
     * There is no client to check.
     *
     * @param why {@link Unchecked#SUBMITTED}, {@link Unchecked#LOCAL} or {@link Unchecked#UNKNOWN}
     * @param reason the reason, in printable ASCII; names the field
     * @param field the {@code Received} field that decides; empty if none is left
     */
    record NoClient(Unchecked why, String reason, OptionalInt field) implements MessageOrigin {}
}
