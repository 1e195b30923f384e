package dev.rmx.testkit.cli;

import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/** Makes the commands, with the streams that they use. */
final class CommandFactory implements IFactory {
    private final RmxCommand.Streams streams;

    CommandFactory(RmxCommand.Streams streams) {
        this.streams = streams;
    }

    @Override
    public <K> K create(Class<K> type) throws Exception {
        if (type == CheckCommand.class) {
            return type.cast(new CheckCommand(streams));
        }
        if (type == EncodeCommand.class) {
            return type.cast(new EncodeCommand(streams));
        }
        if (type == DecodeCommand.class) {
            return type.cast(new DecodeCommand(streams));
        }
        if (type == ConformanceCommand.class) {
            return type.cast(new ConformanceCommand(streams));
        }
        return CommandLine.defaultFactory().create(type);
    }
}
