package dev.rmx.testkit.bench;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jfree.chart.ChartFactory;
import org.jfree.chart.ChartUtils;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.plot.XYPlot;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/**
 * Draws what the script {@code peers/day} has measured, how many checks took how long: {@code DayPlot DIRECTORY PNG}.
 */
public final class DayPlot {
    private DayPlot() {}

    /** Draws a curve for each file of latencies. */
    public static void main(String[] arguments) throws IOException {
        System.setProperty("java.awt.headless", "true");
        XYSeriesCollection curves = new XYSeriesCollection();
        for (Path file : files(Path.of(arguments[0]))) {
            XYSeries curve = new XYSeries(file.getFileName().toString().replace(".txt", ""));
            for (String line : Files.readAllLines(file)) {
                double[] point = Arrays.stream(line.split(" ", -1))
                        .mapToDouble(Double::parseDouble)
                        .toArray();
                curve.add(point[0], Math.max(point[1], 1e-4));
            }
            curves.addSeries(curve);
        }
        JFreeChart chart = ChartFactory.createXYLineChart(
                "A mail server's day: the share of checks that take at most so long",
                "percent of the checks",
                "milliseconds",
                curves);
        XYPlot plot = chart.getXYPlot();
        plot.setRangeAxis(new LogAxis("milliseconds"));
        plot.setBackgroundPaint(Color.WHITE);
        plot.setDomainGridlinePaint(Color.LIGHT_GRAY);
        plot.setRangeGridlinePaint(Color.LIGHT_GRAY);
        ChartUtils.saveChartAsPNG(Path.of(arguments[1]).toFile(), chart, 800, 450);
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".txt"))
                    .sorted()
                    .toList();
        }
    }
}
