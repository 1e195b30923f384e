package dev.rmx.testkit.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The results of a run of benchmarks, from JMH's JSON. */
final class Results {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Results() {}

    /**
     * One benchmark with one set of parameters.
     *
     * @param name class and method, as in {@code WarmCheck.rmx}
     * @param parameters by name
     * @param higherIsBetter true for operations per time, false for time per operation
     * @param median the median of the measured iterations
     * @param lowest the lowest of them
     * @param highest the highest of them
     * @param unit the unit of these
     * @param secondary other measurements by name; medians
     */
    record Result(
            String name,
            Map<String, String> parameters,
            boolean higherIsBetter,
            double median,
            double lowest,
            double highest,
            String unit,
            Map<String, Double> secondary) {
        /** Name and parameters, as in {@code WarmCheck.rmx entries=10}. */
        String title() {
            return parameters.entrySet().stream()
                    .map(parameter -> " " + parameter.getKey() + "=" + parameter.getValue())
                    .collect(Collectors.joining("", name, ""));
        }

        /** Octets of heap that an operation allocates. */
        double allocated() {
            return secondary.getOrDefault("gc.alloc.rate.norm", Double.NaN);
        }
    }

    static List<Result> read(Path json) throws IOException {
        List<Result> results = new ArrayList<>();
        for (JsonNode run : JSON.readTree(json.toFile())) {
            JsonNode metric = run.get("primaryMetric");
            String benchmark = run.get("benchmark").asText();
            Map<String, String> parameters = new TreeMap<>();
            run.path("params")
                    .properties()
                    .forEach(each ->
                            parameters.put(each.getKey(), each.getValue().asText()));
            Map<String, Double> secondary = new TreeMap<>();
            run.get("secondaryMetrics")
                    .properties()
                    .forEach(each -> secondary.put(each.getKey(), percentile(each.getValue(), "50.0")));
            results.add(new Result(
                    benchmark.replaceFirst(".*\\.(?=[^.]*\\.)", ""), // without the package
                    parameters,
                    run.get("mode").asText().equals("thrpt"),
                    percentile(metric, "50.0"),
                    percentile(metric, "0.0"),
                    percentile(metric, "100.0"),
                    metric.get("scoreUnit").asText(),
                    secondary));
        }
        return results;
    }

    private static double percentile(JsonNode metric, String percent) {
        return metric.get("scorePercentiles").path(percent).asDouble(Double.NaN);
    }

    /** Removes what is of no use elsewhere: the path of Java, and the single iterations. */
    static void shorten(Path json) throws IOException {
        JsonNode all = JSON.readTree(json.toFile());
        for (JsonNode run : all) {
            ((ObjectNode) run).remove("jvm");
            ((ObjectNode) run.get("primaryMetric")).remove("rawData");
            run.get("secondaryMetrics").forEach(metric -> ((ObjectNode) metric).remove("rawData"));
        }
        JSON.writerWithDefaultPrettyPrinter().writeValue(json.toFile(), all);
    }
}
