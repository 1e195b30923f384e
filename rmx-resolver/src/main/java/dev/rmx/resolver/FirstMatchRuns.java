package dev.rmx.resolver;

import dev.rmx.record.IpPrefix;
import dev.rmx.record.IpRanges;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/**
 * Directives in order, in runs of those with the same effect. Within a run the order means nothing, so its prefixes
 * become the shortest list, before all that asks DNS.
 *
 * @param <D> the type of a directive
 */
final class FirstMatchRuns<D> {
    private final List<Run<D>> runs = new ArrayList<>();

    private static final class Run<D> {
        final boolean grants;
        final List<D> others = new ArrayList<>();
        final List<IpPrefix> prefixes = new ArrayList<>();
        IpRanges listed = IpRanges.NONE;

        Run(boolean grants) {
            this.grants = grants;
        }
    }

    private Run<D> run(boolean grants) {
        if (runs.isEmpty() || runs.get(runs.size() - 1).grants != grants) {
            runs.add(new Run<>(grants));
        }
        return runs.get(runs.size() - 1);
    }

    void add(boolean grants, IpPrefix prefix) {
        run(grants).prefixes.add(prefix);
    }

    void add(boolean grants, IpRanges listed) {
        if (listed.isEmpty()) {
            return; // a run without a directive would part others, or keep those before it from being the last
        }
        Run<D> run = run(grants);
        run.listed = run.listed.union(listed);
    }

    /** Adds a directive that asks DNS; true unless it stands before, and so matches no more. */
    boolean add(boolean grants, D directive) {
        if (runs.stream().anyMatch(run -> run.others.contains(directive))) {
            return false;
        }
        return run(grants).others.add(directive);
    }

    /**
     * The directives, without those at the end that deny: the end of a record denies as well.
     *
     * @param most how many there may be
     * @throws TranslationException if there are more
     */
    List<D> directives(int most, BiFunction<Boolean, IpPrefix, D> literal) throws TranslationException {
        int end = runs.size();
        while (end > 0 && !runs.get(end - 1).grants) {
            end--;
        }
        List<D> directives = new ArrayList<>();
        for (Run<D> run : runs.subList(0, end)) {
            IpRanges.of(run.prefixes)
                    .union(run.listed)
                    .prefixes()
                    .limit(most + 1L)
                    .forEach(prefix -> directives.add(literal.apply(!run.grants, prefix)));
            directives.addAll(run.others);
            if (directives.size() > most) { // [LIM-4]
                throw new TranslationException(
                        TranslationException.Kind.UNUSABLE,
                        "what is authorized now takes more than the " + most + " entries that a record has");
            }
        }
        return directives;
    }
}
