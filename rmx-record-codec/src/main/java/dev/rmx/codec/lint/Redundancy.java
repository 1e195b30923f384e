package dev.rmx.codec.lint;

import dev.rmx.codec.lint.Directive.Effect;
import dev.rmx.record.IpAddress;
import dev.rmx.record.IpPrefix;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds directives that could go without a change for any client ([LINT-2]). Everything found may go at once: what is
 * found relies only on directives that stay.
 */
final class Redundancy {
    /** With no more lookups than this, the limit of [LIM-1] cannot count. */
    private static final int LOOKUPS = 10;

    /** The directives without effect, each with the later one that does the same; empty for the end of the list. */
    private final Map<Integer, Optional<Integer>> noEffect = new HashMap<>();

    private final List<Merge> merges = new ArrayList<>();

    private final List<Directive> directives;
    private final Effect end;
    private final LaterPrefixes later;
    /** Whether DNS can end a check without a result that the list gives: then nothing is known across a lookup. */
    private final boolean lookupsMatter;
    /** The groups that could still be merged, by their prefix. */
    private final Map<Effect, Map<IpPrefix, Group>> groups = new EnumMap<>(Effect.class);

    private int everyone = LaterPrefixes.NONE;

    /**
     * Prefixes that could be written as one, in the place of the first.
     *
     * @param prefix the one
     * @param members the indexes of the others, the first one first
     */
    record Merge(IpPrefix prefix, List<Integer> members) {}

    /** Prefixes that make one, and the position of the last. */
    private record Group(IpPrefix prefix, List<Integer> members, int last) {}

    /**
     * Analyses a list.
     *
     * @param directives the list
     * @param idle those that never match
     * @param end what the end of the list gives
     */
    Redundancy(List<Directive> directives, BitSet idle, Effect end) {
        this.directives = directives;
        this.end = end;
        this.later = new LaterPrefixes(directives.stream()
                .filter(directive -> !directive.isMapped())
                .flatMap(directive -> directive.prefix().stream())
                .toList());
        this.lookupsMatter = directives.stream().filter(Directive::asksDns).count() > LOOKUPS;
        for (int i = directives.size() - 1; i >= 0; i--) {
            Directive directive = directives.get(i);
            if (directive.isMapped()) {
                continue;
            }
            if (directive.prefix().isPresent()) {
                prefix(i, directive.prefix().get(), directive.effect(), !idle.get(i));
            } else {
                other(i, directive, !idle.get(i));
            }
        }
        groups.values().forEach(byPrefix -> byPrefix.values().forEach(this::keep));
    }

    Map<Integer, Optional<Integer>> noEffect() {
        return noEffect;
    }

    List<Merge> merges() {
        return merges;
    }

    private void keep(Group group) {
        if (group.members().size() > 1) {
            merges.add(
                    new Merge(group.prefix(), group.members().stream().sorted().toList()));
        }
    }

    private void prefix(int position, IpPrefix prefix, Effect effect, boolean matches) {
        int conflict = later.conflict(prefix, prefix, effect);
        int cover = Math.min(later.cover(prefix, effect), atEnd(effect));
        boolean stays = matches && cover >= conflict;
        if (matches && cover < conflict) {
            note(position, cover);
        }
        if (stays) {
            merge(position, prefix, effect);
        }
        later.add(position, prefix, effect, stays);
    }

    private void other(int position, Directive directive, boolean matches) {
        Effect effect = directive.asksDns() && lookupsMatter ? Effect.OPEN : directive.effect();
        if (directive.asksDns()) {
            int cover = atEnd(effect);
            if (matches && effect != Effect.OPEN && cover < later.otherThan(effect)) {
                note(position, cover);
            }
        } else if (matches) {
            everyone = position;
        }
        later.addAnywhere(position, effect);
    }

    private void note(int position, int cover) {
        noEffect.put(position, cover == directives.size() ? Optional.empty() : Optional.of(cover));
    }

    /** The directive that matches every client, or the end of the list, if that gives an effect. */
    private int atEnd(Effect effect) {
        if (everyone != LaterPrefixes.NONE) {
            return directives.get(everyone).effect() == effect ? everyone : LaterPrefixes.NONE;
        }
        return end == effect ? directives.size() : LaterPrefixes.NONE;
    }

    /** Joins a prefix with the other half of the next larger one, again and again. */
    private void merge(int position, IpPrefix prefix, Effect effect) {
        Map<IpPrefix, Group> open = groups.computeIfAbsent(effect, key -> new HashMap<>());
        Group group = new Group(prefix, List.of(position), position);
        while (group.prefix().length() > 0) {
            IpPrefix sibling = otherHalf(group.prefix());
            Group half = open.get(sibling);
            if (half == null || later.conflict(sibling, prefix, effect) <= half.last()) {
                break;
            }
            open.remove(sibling);
            List<Integer> members = new ArrayList<>(group.members());
            members.addAll(half.members());
            IpPrefix whole = new IpPrefix(prefix.address(), group.prefix().length() - 1);
            group = new Group(whole, members, Math.max(group.last(), half.last()));
        }
        open.put(group.prefix(), group);
    }

    private static IpPrefix otherHalf(IpPrefix prefix) {
        byte[] octets = prefix.address().octets();
        int bit = prefix.length() - 1;
        octets[bit / 8] ^= (byte) (0x80 >> bit % 8);
        return new IpPrefix(IpAddress.of(octets), prefix.length());
    }
}
