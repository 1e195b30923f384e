package dev.rmx.testkit.cli;

import dev.rmx.RmxQuery;
import dev.rmx.receive.EnvelopeSender;
import dev.rmx.receive.HeaderSection;
import dev.rmx.receive.MessageOrigin;
import dev.rmx.receive.MessageOrigin.Client;
import dev.rmx.receive.MessageOrigin.NoClient;
import dev.rmx.receive.MessageOrigin.Sender;
import dev.rmx.receive.TraceReader;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Where one message came from, as a line of output.
 *
 * @param file the file's name, as given
 * @param origin what its header section shows
 */
record MessageLine(String file, MessageOrigin origin) {
    /**
     * Reads the header section of a message from a file, or from standard input for {@code -}.
     *
     * @throws BadInputException if it cannot be read
     */
    static MessageLine read(Path file, TraceReader reader, RmxCommand.Streams streams) {
        try {
            byte[] header;
            if (file.toString().equals("-")) {
                header = header(streams.in());
            } else if (Files.isDirectory(file)) {
                throw new IOException("it is a directory");
            } else {
                try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
                    header = header(in);
                }
            }
            return new MessageLine(file.toString(), reader.read(HeaderSection.of(header)));
        } catch (IOException e) {
            throw Input.cannotRead(file, e);
        }
    }

    /** Reads up to the first empty line: the body may be large. */
    private static byte[] header(InputStream in) throws IOException {
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        boolean lineStarts = true;
        int last = -1;
        for (int octet = in.read(); octet >= 0; octet = in.read()) {
            header.write(octet);
            boolean isBreak = octet == '\r' || octet == '\n';
            boolean endsCrlf = octet == '\n' && last == '\r' && header.size() > 1;
            if (isBreak && lineStarts && !endsCrlf) {
                break;
            }
            lineStarts = isBreak;
            last = octet;
        }
        return header.toByteArray();
    }

    /** The query of the check; empty if the message shows no client or no sender. */
    Optional<RmxQuery> query() {
        return origin instanceof Client client ? client.query() : Optional.empty();
    }

    /** The input of the check. */
    CheckLine checkLine(RmxQuery query) {
        String sender = sender().map(found -> text(found.path())).orElse("");
        return new CheckLine(query.client().toString(), sender, query.helo().orElse(""));
    }

    /** Whether there is a client to check. */
    boolean hasClient() {
        return origin instanceof Client;
    }

    private Optional<Sender> sender() {
        return origin instanceof Client client ? client.sender() : Optional.empty();
    }

    /** The sender's address; one that cannot be checked no longer has its text. */
    private static String text(EnvelopeSender path) {
        return path.isNull()
                ? "<>"
                : path.localPart().orElse("?") + "@"
                        + path.subject().map(Object::toString).orElse("?");
    }

    /** For people: what was found, and in which field, counted from the top; or why nothing was. */
    String text() {
        if (origin instanceof Client client) {
            return printable("client " + client.address()
                    + " helo " + client.helo().orElse("unknown")
                    + " from " + client.field()
                    + client.sender()
                            .map(found -> " sender " + text(found.path()) + " from " + found.field())
                            .orElse(" sender unknown"));
        }
        NoClient none = (NoClient) origin;
        return word(none) + ": " + none.reason();
    }

    private static String word(NoClient none) {
        return none.why().name().toLowerCase(Locale.ROOT);
    }

    /** The HELO name and the sender are a stranger's, and the terminal may obey control characters. */
    private static String printable(String text) {
        StringBuilder printable = new StringBuilder();
        text.chars().forEach(c -> printable.append(c < ' ' || (c >= 0x7f && c < 0xa0) ? '?' : (char) c));
        return printable.toString();
    }

    /** The same as a JSON object. */
    String json() {
        Optional<Client> client = origin instanceof Client found ? Optional.of(found) : Optional.empty();
        Optional<NoClient> none = origin instanceof NoClient found ? Optional.of(found) : Optional.empty();
        return new Json()
                .field("file", file)
                .field("result", none.map(MessageLine::word).orElse("client"))
                .field("client", client.map(Client::address))
                .field("helo", client.flatMap(Client::helo))
                .field(
                        "from",
                        none.map(NoClient::field)
                                .orElseGet(() ->
                                        OptionalInt.of(client.orElseThrow().field())))
                .field("sender", sender().map(found -> text(found.path())))
                .field("senderFrom", sender().stream().mapToInt(Sender::field).findFirst())
                .field("reason", none.map(NoClient::reason))
                .end();
    }
}
