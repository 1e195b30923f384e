package dev.rmx.codec.lint;

import dev.rmx.codec.lint.Directive.Effect;
import dev.rmx.record.IpPrefix;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;

/**
 * The directives behind a place of a list. The list is added from its end to its beginning, so the last directive added
 * is the nearest. A search costs the logarithm of the list's length, and the depth to which prefixes are nested.
 */
final class LaterPrefixes {
    /** The position of no directive. */
    static final int NONE = Integer.MAX_VALUE;

    static final Comparator<IpPrefix> OUTER_FIRST =
            Comparator.comparing(IpPrefix::address).thenComparingInt(IpPrefix::length);

    /** Each prefix once. The prefixes inside one follow it. */
    private final IpPrefix[] nodes;
    /** The nearest node around each node; -1 if there is none. */
    private final int[] around;
    /** For each effect, the nearest position of each node, in a tree of minima. */
    private final Map<Effect, int[]> nearest = new EnumMap<>(Effect.class);
    /** For each effect, the nearest position of each node that stays in the list. */
    private final Map<Effect, int[]> kept = new EnumMap<>(Effect.class);
    /** For each effect, the nearest directive that can match a client outside all prefixes. */
    private final Map<Effect, Integer> anywhere = new EnumMap<>(Effect.class);

    LaterPrefixes(Collection<IpPrefix> prefixes) {
        nodes = prefixes.stream().distinct().sorted(OUTER_FIRST).toArray(IpPrefix[]::new);
        around = new int[nodes.length];
        for (int i = 0; i < nodes.length; i++) {
            int outer = i - 1;
            while (outer >= 0 && !nodes[outer].contains(nodes[i].address())) {
                outer = around[outer];
            }
            around[i] = outer;
        }
        for (Effect effect : Effect.values()) {
            nearest.put(effect, none(2 * nodes.length));
            kept.put(effect, none(nodes.length));
            anywhere.put(effect, NONE);
        }
    }

    private static int[] none(int length) {
        int[] positions = new int[length];
        Arrays.fill(positions, NONE);
        return positions;
    }

    /** Adds a prefix. If it does not stay in the list, nothing may rely on it. */
    void add(int position, IpPrefix prefix, Effect effect, boolean stays) {
        int node = atOrAfter(prefix);
        int[] tree = of(nearest, effect);
        for (int i = node + nodes.length; i > 0; i /= 2) {
            tree[i] = position;
        }
        if (stays) {
            of(kept, effect)[node] = position;
        }
    }

    /** Adds a directive that can match any client. */
    void addAnywhere(int position, Effect effect) {
        anywhere.put(effect, position);
    }

    /** The nearest prefix with an effect that stays in the list and holds a whole prefix of it. */
    int cover(IpPrefix prefix, Effect effect) {
        int found = NONE;
        int[] positions = of(kept, effect);
        for (int node = atOrAfter(prefix); node >= 0; node = around[node]) {
            found = Math.min(found, positions[node]);
        }
        return found;
    }

    /** The nearest directive with another effect that can match a client in a region around or beside a prefix. */
    int conflict(IpPrefix region, IpPrefix prefix, Effect effect) {
        int begin = atOrAfter(region);
        int end = endOf(region, begin);
        int found = NONE;
        for (Effect other : Effect.values()) {
            if (other == effect && other != Effect.OPEN) {
                continue;
            }
            int[] tree = of(nearest, other);
            found = Math.min(found, Math.min(of(anywhere, other), minimum(tree, begin, end)));
            for (int node = around[atOrAfter(prefix)]; node >= 0; node = around[node]) {
                found = nodes[node].length() < region.length() ? Math.min(found, tree[node + nodes.length]) : found;
            }
        }
        return found;
    }

    /** The nearest directive with another effect, whatever it matches. */
    int otherThan(Effect effect) {
        int found = NONE;
        for (Effect other : Effect.values()) {
            if (other != effect || other == Effect.OPEN) {
                int[] tree = of(nearest, other);
                found = Math.min(found, Math.min(of(anywhere, other), nodes.length == 0 ? NONE : tree[1]));
            }
        }
        return found;
    }

    private int minimum(int[] tree, int begin, int end) {
        int found = NONE;
        int from = begin + nodes.length;
        int to = end + nodes.length;
        while (from < to) {
            if (from % 2 == 1) {
                found = Math.min(found, tree[from++]);
            }
            if (to % 2 == 1) {
                found = Math.min(found, tree[--to]);
            }
            from /= 2;
            to /= 2;
        }
        return found;
    }

    private int atOrAfter(IpPrefix prefix) {
        int found = Arrays.binarySearch(nodes, prefix, OUTER_FIRST);
        return found < 0 ? -1 - found : found;
    }

    /** The first node, from an index on, that is not inside a region. */
    private int endOf(IpPrefix region, int begin) {
        int from = begin;
        int to = nodes.length;
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (region.contains(nodes[middle].address())) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from;
    }

    private static <T> T of(Map<Effect, T> map, Effect effect) {
        T value = map.get(effect);
        if (value == null) {
            throw new IllegalStateException("no value for " + effect);
        }
        return value;
    }
}
