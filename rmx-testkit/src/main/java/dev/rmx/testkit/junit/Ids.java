package dev.rmx.testkit.junit;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Compares many ids, and reports on one line which are missing, unexpected or duplicate. */
final class Ids {
    /** How many ids a failure message names. */
    private static final int NAMED = 5;

    private Ids() {}

    /**
     * Checks that a call gave these ids, each once, in any order.
     *
     * @param call the method and its task, for the failure message
     */
    static void assertSame(String call, Collection<Long> expected, Collection<Long> actual) {
        Set<Long> there = new LinkedHashSet<>();
        Set<Long> twice = new TreeSet<>();
        for (Long id : actual) {
            if (!there.add(id)) {
                twice.add(id);
            }
        }
        Set<Long> missing = new TreeSet<>(expected);
        missing.removeAll(there);
        Set<Long> unexpected = new TreeSet<>(there);
        unexpected.removeAll(new TreeSet<>(expected));
        if (missing.isEmpty() && unexpected.isEmpty() && twice.isEmpty()) {
            return;
        }
        List<String> faults = new ArrayList<>();
        name(faults, "missing", missing);
        name(faults, "not expected", unexpected);
        name(faults, "more than once", twice);
        throw new AssertionError(String.format(
                Locale.ROOT,
                "%s: %,d of %,d messages; %s",
                call,
                expected.size() - missing.size(),
                expected.size(),
                String.join("; ", faults)));
    }

    private static void name(List<String> faults, String fault, Set<Long> ids) {
        if (!ids.isEmpty()) {
            String some = ids.stream().limit(NAMED).map(String::valueOf).collect(Collectors.joining(", "));
            String more = ids.size() > NAMED ? String.format(Locale.ROOT, " and %,d more", ids.size() - NAMED) : "";
            faults.add(fault + ": " + some + more);
        }
    }

    /** Checks that a call gave these ids in this order. */
    static void assertInOrder(String call, List<Long> expected, List<Long> actual) {
        assertSame(call, expected, actual);
        for (int i = 0; i < expected.size(); i++) {
            if (!expected.get(i).equals(actual.get(i))) {
                throw new AssertionError(call + ": in the wrong order; message " + actual.get(i) + " is where "
                        + expected.get(i) + " belongs");
            }
        }
    }
}
