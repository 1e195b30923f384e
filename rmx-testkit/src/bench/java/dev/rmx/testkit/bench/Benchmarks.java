package dev.rmx.testkit.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Runs benchmarks, and writes the results as JSON, a table, and diagrams. */
public final class Benchmarks {
    private Benchmarks() {}

    /** Arguments: a regular expression of benchmarks, and an output directory. */
    public static void main(String[] arguments) throws RunnerException, IOException {
        Path directory = Path.of(arguments[1]);
        Files.createDirectories(directory);
        // for runs and comparisons by hand
        Files.writeString(directory.resolve("java.args"), "-cp \"" + System.getProperty("java.class.path") + "\"\n");
        Path json = directory.resolve("results.json");
        new Runner(new OptionsBuilder()
                        .include(arguments[0])
                        .addProfiler(GCProfiler.class)
                        .forks(2)
                        .warmupIterations(3)
                        .warmupTime(TimeValue.seconds(1))
                        .measurementIterations(5)
                        .measurementTime(TimeValue.seconds(1))
                        .resultFormat(ResultFormatType.JSON)
                        .result(json.toString())
                        .build())
                .run();
        Results.shorten(json);
        List<Results.Result> results = Results.read(json);
        Plots.draw(results, directory);
        Files.write(directory.resolve("results.md"), table(results));
    }

    /** The results as in the README. */
    private static List<String> table(List<Results.Result> results) {
        List<String> lines = new ArrayList<>();
        lines.add("JDK " + Runtime.version() + ", " + Runtime.getRuntime().availableProcessors() + " cores");
        lines.add("");
        lines.add("| benchmark | median | lowest to highest | octets allocated |");
        lines.add("|---|---|---|---|");
        for (Results.Result result : results) {
            lines.add(String.format(
                    Locale.ROOT,
                    "| `%s` | %,.1f %s | %,.1f to %,.1f | %,.0f |",
                    result.title(),
                    result.median(),
                    result.unit(),
                    result.lowest(),
                    result.highest(),
                    result.allocated()));
        }
        return lines;
    }
}
