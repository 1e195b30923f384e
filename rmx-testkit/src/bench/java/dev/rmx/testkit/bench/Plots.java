package dev.rmx.testkit.bench;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.text.NumberFormat;
import java.util.List;
import java.util.Locale;
import org.jfree.chart.ChartFactory;
import org.jfree.chart.ChartUtils;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.data.Range;
import org.jfree.data.general.DatasetUtils;
import org.jfree.data.xy.XYDataset;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/** Draws how cost grows, from the results of a run: {@code Plots RESULTS DIRECTORY}. */
public final class Plots {
    private static final List<Curves> ALL = List.of(
            new Curves(
                    "entries",
                    "WarmCheck",
                    "entries in the record",
                    "A check, everything in the cache: time against the record's size"),
            new Curves(
                    "domains",
                    "CachedDomains",
                    "domains in the cache",
                    "A check of any cached domain: time against their number"),
            new Curves(
                    "inFlight",
                    "InFlight",
                    "in flight at once",
                    "Checks with two questions each, and questions by bare dnsjava"));

    private Plots() {}

    /**
     * A diagram.
     *
     * @param parameter the parameter on the x axis; also the file's name
     * @param benchmarks the class; each of its methods is a curve
     */
    private record Curves(String parameter, String benchmarks, String axis, String title) {
        void draw(List<Results.Result> results, Path directory) throws IOException {
            XYSeriesCollection curves = new XYSeriesCollection();
            String unit = "";
            for (Results.Result result : results) {
                if (result.name().startsWith(benchmarks + ".")
                        && result.parameters().containsKey(parameter)) {
                    String method = result.name().substring(benchmarks.length() + 1);
                    if (curves.getSeriesIndex(method) < 0) {
                        curves.addSeries(new XYSeries(method));
                    }
                    curves.getSeries(method)
                            .add(Double.parseDouble(result.parameters().get(parameter)), result.median());
                    unit = result.unit();
                }
            }
            if (curves.getSeriesCount() == 0) {
                return; // not part of this run
            }
            JFreeChart chart = ChartFactory.createXYLineChart(title, axis, unit, curves);
            XYPlot plot = chart.getXYPlot();
            plot.setDomainAxis(logarithmic(axis));
            plot.setRangeAxis(wholeDecades(logarithmic(unit), curves));
            plot.setBackgroundPaint(Color.WHITE);
            plot.setDomainGridlinePaint(Color.LIGHT_GRAY);
            plot.setRangeGridlinePaint(Color.LIGHT_GRAY);
            plot.setRenderer(new XYLineAndShapeRenderer());
            ChartUtils.saveChartAsPNG(directory.resolve(parameter + ".png").toFile(), chart, 800, 450);
        }

        /** Each power of ten has a line, so the axis shows at least two. */
        private static LogAxis wholeDecades(LogAxis axis, XYDataset curves) {
            Range values = DatasetUtils.findRangeBounds(curves);
            axis.setRange(
                    Math.pow(10, Math.floor(Math.log10(values.getLowerBound()))),
                    Math.pow(10, Math.ceil(Math.log10(values.getUpperBound()))));
            return axis;
        }

        private static LogAxis logarithmic(String label) {
            LogAxis axis = new LogAxis(label);
            axis.setNumberFormatOverride(NumberFormat.getIntegerInstance(Locale.ROOT));
            axis.setTickUnit(new NumberTickUnit(1)); // a power of ten
            return axis;
        }
    }

    public static void main(String[] arguments) throws IOException {
        draw(Results.read(Path.of(arguments[0])), Path.of(arguments[1]));
    }

    static void draw(List<Results.Result> results, Path directory) throws IOException {
        System.setProperty("java.awt.headless", "true");
        for (Curves curves : ALL) {
            curves.draw(results, directory);
        }
    }
}
