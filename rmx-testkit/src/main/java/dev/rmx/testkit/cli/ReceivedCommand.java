package dev.rmx.testkit.cli;

import dev.rmx.receive.TraceReader;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rmx received}: the client behind trusted relays, from the header sections of messages. */
@Command(
        name = "received",
        description = "Find the client of each message behind trusted relays, by its Received fields.",
        exitCodeList = {
            "0:each message has a client to check",
            "2:a message has none: it is submitted, local or unknown"
        })
final class ReceivedCommand extends Subcommand {
    @Mixin
    private final TraceOptions trace = new TraceOptions();

    @Option(names = "--json", description = "Print a JSON object for each message instead of a line for people.")
    private boolean json;

    @Parameters(
            paramLabel = "FILE|-",
            arity = "1..*",
            converter = FileName.class,
            description = "A message, or its header section; - is standard input.")
    private List<Path> files = List.of();

    ReceivedCommand(RmxCommand.Streams streams) {
        super(streams);
    }

    @Override
    public Integer call() {
        TraceReader reader = trace.reader(List.of());
        boolean all = true;
        for (Path file : files) {
            MessageLine line = MessageLine.read(file, reader, streams);
            String text = files.size() == 1 ? line.text() : file + ": " + line.text();
            streams.out().println(json ? line.json() : text);
            all &= line.hasClient();
        }
        return all ? ExitCode.OK : ExitCode.NONE;
    }
}
