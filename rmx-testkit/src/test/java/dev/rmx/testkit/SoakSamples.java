package dev.rmx.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * The samples of a soak. After a fifth for warming up, growth is the difference between the first and the last quarter.
 */
final class SoakSamples {
    private final List<SoakSample> samples = new ArrayList<>();

    void add(SoakSample sample) {
        samples.add(sample);
    }

    SoakSample first() {
        return samples.get(0);
    }

    SoakSample last() {
        return samples.get(samples.size() - 1);
    }

    double firstQuarter(ToDoubleFunction<SoakSample> figure) {
        int warm = samples.size() / 5;
        return median(samples.subList(warm, warm + quarter()), figure);
    }

    double lastQuarter(ToDoubleFunction<SoakSample> figure) {
        return median(samples.subList(samples.size() - quarter(), samples.size()), figure);
    }

    private int quarter() {
        return Math.max(1, (samples.size() - samples.size() / 5) / 4);
    }

    /** The median of a figure, so that no single moment counts. */
    private static double median(List<SoakSample> samples, ToDoubleFunction<SoakSample> figure) {
        double[] sorted = samples.stream().mapToDouble(figure).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    Duration most(Function<SoakSample, Duration> figure) {
        return samples.stream().map(figure).max(Comparator.naturalOrder()).orElseThrow();
    }
}
