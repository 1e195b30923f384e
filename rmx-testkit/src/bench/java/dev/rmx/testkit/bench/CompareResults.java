package dev.rmx.testkit.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reports what is slower and what is faster between two result files: {@code CompareResults BEFORE AFTER}. */
public final class CompareResults {
    /** A smaller change is noise, whatever the iterations show. */
    private static final double NOTICEABLE = 1.05;

    private CompareResults() {}

    /** Prints a line for each benchmark in both files. */
    public static void main(String[] files) throws IOException {
        if (files.length != 2) {
            System.err.println("two result files should be given: BEFORE AFTER");
            System.exit(64);
        }
        Map<String, Results.Result> before = byTitle(Results.read(Path.of(files[0])));
        List<Results.Result> after = Results.read(Path.of(files[1]));
        for (Results.Result now : after) {
            Results.Result then = before.remove(now.title());
            System.out.println(then == null ? "new       " + now.title() : compare(then, now));
        }
        before.keySet().forEach(title -> System.out.println("missing   " + title));
    }

    private static Map<String, Results.Result> byTitle(List<Results.Result> results) {
        return results.stream().collect(Collectors.toMap(Results.Result::title, Function.identity()));
    }

    /** Slower or faster only if even the extremes of the iterations do not overlap. */
    static String compare(Results.Result then, Results.Result now) {
        double times = now.higherIsBetter() ? then.median() / now.median() : now.median() / then.median();
        boolean apart = now.lowest() > then.highest() || now.highest() < then.lowest();
        String word = !apart || (times < NOTICEABLE && times > 1 / NOTICEABLE)
                ? "same     "
                : times > 1 ? "SLOWER   " : "faster   ";
        String memory = Math.abs(now.allocated() - then.allocated()) < 8
                ? ""
                : String.format(", allocates %.0f octets, not %.0f", now.allocated(), then.allocated());
        return String.format(
                "%s %s: %.1f %s, was %.1f (%.2f times the cost)%s",
                word, now.title(), now.median(), now.unit(), then.median(), times, memory);
    }
}
