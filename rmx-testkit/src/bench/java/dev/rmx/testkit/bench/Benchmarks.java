package dev.rmx.testkit.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Runs benchmarks, and writes what they come to: JSON. */
public final class Benchmarks {
    private Benchmarks() {}

    /** Arguments: a regular expression of benchmarks, and a directory to write to. */
    public static void main(String[] arguments) throws RunnerException, IOException {
        Path directory = Path.of(arguments[1]);
        Files.createDirectories(directory);
        new Runner(new OptionsBuilder()
                        .include(arguments[0])
                        .addProfiler(GCProfiler.class)
                        .forks(2)
                        .warmupIterations(5)
                        .warmupTime(TimeValue.seconds(1))
                        .measurementIterations(5)
                        .measurementTime(TimeValue.seconds(1))
                        .resultFormat(ResultFormatType.JSON)
                        .result(directory.resolve("results.json").toString())
                        .build())
                .run();
    }
}
