package dev.rmx.testkit.cli;

import dev.rmx.testkit.conformance.ConformanceVector;
import dev.rmx.testkit.conformance.RmxConformance;
import dev.rmx.testkit.conformance.RmxImplementation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code rmx conformance}: runs conformance vectors against this library. */
@Command(
        name = "conformance",
        description = "Run conformance vectors against this library: those in the jar, or those of the files named.",
        exitCodeOnInvalidInput = ExitCode.USAGE,
        exitCodeOnExecutionException = ExitCode.SOFTWARE)
final class ConformanceCommand implements Callable<Integer> {
    private final RmxCommand.Streams streams;

    @Parameters(paramLabel = "FILE", arity = "0..*", description = "A file of vectors (JSON).")
    private List<Path> files = List.of();

    ConformanceCommand(RmxCommand.Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() {
        RmxImplementation library = RmxConformance.library();
        List<ConformanceVector> vectors = vectors();
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
            try {
                vectors.addAll(RmxConformance.read(file));
            } catch (IOException e) {
                throw new BadInputException(ExitCode.NO_INPUT, "cannot read " + e.getMessage());
            } catch (IllegalArgumentException e) {
                throw new BadInputException(ExitCode.BAD_DATA, String.valueOf(e.getMessage()));
            }
        }
        return vectors;
    }
}
