package dev.rmx.testkit.cli;

import dev.rmx.testkit.conformance.ConformanceVector;
import dev.rmx.testkit.conformance.RmxConformance;
import dev.rmx.testkit.conformance.RmxImplementation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code rmx conformance}: runs conformance vectors against this library. */
@Command(
        name = "conformance",
        description = "Run conformance vectors against this library: those in the jar, or those in the given files.",
        exitCodeList = {
            "0:all vectors hold",
            "1:a vector does not hold",
            "65:a file does not hold vectors",
            ExitCode.UNAVAILABLE_LINE
        })
final class ConformanceCommand extends Subcommand {
    @Parameters(
            paramLabel = "FILE",
            arity = "0..*",
            converter = FileName.class,
            description = "A file of vectors (JSON).")
    private List<Path> files = List.of();

    ConformanceCommand(RmxCommand.Streams streams) {
        super(streams);
    }

    @Override
    public Integer call() {
        RmxImplementation library = RmxConformance.library();
        List<ConformanceVector> vectors;
        try {
            vectors = vectors();
        } catch (IllegalStateException e) { // Jackson is missing
            throw new BadInputException(ExitCode.UNAVAILABLE, String.valueOf(e.getMessage()));
        }
        int failed = 0;
        for (ConformanceVector vector : vectors) {
            Optional<String> problem = RmxConformance.run(vector, library);
            problem.ifPresent(streams.out()::println);
            failed += problem.isPresent() ? 1 : 0;
        }
        streams.out().println(vectors.size() + " vectors, " + failed + " failed");
        return failed == 0 ? ExitCode.OK : ExitCode.FAILED;
    }

    private List<ConformanceVector> vectors() {
        if (files.isEmpty()) {
            return RmxConformance.vectors();
        }
        List<ConformanceVector> vectors = new ArrayList<>();
        for (Path file : files) {
            List<ConformanceVector> read = read(file);
            if (read.isEmpty()) {
                throw new BadInputException(ExitCode.BAD_DATA, file + ": it holds no vectors");
            }
            vectors.addAll(read);
        }
        return vectors;
    }

    private static List<ConformanceVector> read(Path file) {
        if (Files.isDirectory(file)) {
            throw Input.cannotRead(file, new IOException("it is a directory"));
        }
        try {
            return RmxConformance.read(file);
        } catch (IOException e) {
            throw Input.cannotRead(file, e);
        } catch (IllegalArgumentException e) {
            throw new BadInputException(ExitCode.BAD_DATA, String.valueOf(e.getMessage()));
        }
    }
}
