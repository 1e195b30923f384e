package dev.rmx.testkit.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code rmx man}: the manual pages of the command, for {@code man}. */
@Command(
        name = "man",
        description =
                "Write the manual pages of rmx and its commands into a folder, such as /usr/local/share/man/man1.",
        exitCodeList = {"0:the pages are written"})
final class ManCommand extends Subcommand {
    @Parameters(
            paramLabel = "FOLDER",
            converter = FileName.class,
            description = "The folder; it is made if it is missing.")
    private Path folder = Path.of("");

    ManCommand(RmxCommand.Streams streams) {
        super(streams);
    }

    @Override
    boolean readsFiles() {
        return false;
    }

    @Override
    public Integer call() {
        CommandLine root = spec.root().commandLine();
        try {
            Files.createDirectories(folder);
            for (CommandLine command : Stream.concat(Stream.of(root), root.getSubcommands().values().stream())
                    .toList()) {
                Files.writeString(
                        folder.resolve(ManPage.name(command) + ".1"), ManPage.of(command), StandardCharsets.UTF_8);
            }
        } catch (IOException e) {
            throw new BadInputException(ExitCode.IO_ERROR, "cannot write to " + folder + ": " + Input.problem(e));
        }
        return ExitCode.OK;
    }
}
