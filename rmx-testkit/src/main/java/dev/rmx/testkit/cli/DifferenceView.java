package dev.rmx.testkit.cli;

import dev.rmx.RmxDifference;
import dev.rmx.RmxExpansion;
import dev.rmx.record.IpRange;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Shows for which addresses two expansions differ ([LINT-4]), for people and as JSON. */
final class DifferenceView {
    private final RmxExpansion was;
    private final RmxExpansion is;
    private final List<RmxDifference> differences;

    DifferenceView(RmxExpansion was, RmxExpansion is) {
        this.was = was;
        this.is = is;
        this.differences = RmxDifference.between(was, is);
    }

    /** Whether every address has the same result in both. */
    boolean isEmpty() {
        return differences.isEmpty();
    }

    /** Whether some address is known to have another result, or may have since it hangs on DNS. */
    boolean showsChange() {
        return !differences.stream().allMatch(DifferenceView::isLeftOut);
    }

    /** Whether neither expansion tells what it says of the addresses. */
    private static boolean isLeftOut(RmxDifference difference) {
        return Stream.of(difference.before(), difference.after())
                .allMatch(part -> part.verdict().isEmpty() && part.unlisted().isEmpty());
    }

    private static String word(RmxDifference difference) {
        return isLeftOut(difference)
                ? "cannot tell"
                : difference.gains() ? "gains" : difference.loses() ? "loses" : "changes";
    }

    /**
     * A line for each range that differs, and for each directive that one of the two has, and that cannot be listed.
     *
     * @param onlyBefore how a directive's line begins that only the first expansion has
     * @param onlyNow how it begins for the second
     */
    Stream<String> lines(String onlyBefore, String onlyNow) {
        return Stream.of(
                        differences.stream().flatMap(DifferenceView::lines),
                        unlisted(was, is).stream().map(path -> onlyBefore + ", cannot be listed: " + path),
                        unlisted(is, was).stream().map(path -> onlyNow + ", cannot be listed: " + path))
                .flatMap(lines -> lines);
    }

    private static Stream<String> lines(RmxDifference difference) {
        boolean certain = difference.before().verdict().isPresent()
                && difference.after().verdict().isPresent();
        String how = difference.before() + " -> " + difference.after() + (certain ? "" : "; " + difference.example());
        return difference.addresses().ranges().stream().map(range -> word(difference) + " " + range + ": " + how);
    }

    /** What hangs on DNS for each client by itself in one expansion, and not in another. */
    private static List<String> unlisted(RmxExpansion here, RmxExpansion there) {
        return here.unlisted().stream()
                .filter(path -> !there.unlisted().contains(path))
                .map(ExpansionView::chain)
                .toList();
    }

    /** Adds all differences. */
    Json addTo(Json json) {
        return addTo(json, Long.MAX_VALUE);
    }

    /** Adds differences until they have about this many characters, and says how many it leaves out. */
    Json addTo(Json json, long most) {
        List<String> shown = new ArrayList<>();
        long length = 0;
        for (RmxDifference difference : differences) {
            if (length >= most) {
                break;
            }
            shown.add(json(difference));
            length += shown.get(shown.size() - 1).length();
        }
        json.json("differences", Json.list(shown.stream()));
        if (most < Long.MAX_VALUE) {
            json.field("leftOut", differences.size() - shown.size());
        }
        return json.strings("onlyInOld", cut(unlisted(was, is), most))
                .strings("onlyInNew", cut(unlisted(is, was), most));
    }

    /** The first of some paths, with about this many characters. */
    private static List<String> cut(List<String> paths, long most) {
        long length = 0;
        for (int i = 0; i < paths.size(); i++) {
            if (length >= most) {
                return paths.subList(0, i);
            }
            length += paths.get(i).length();
        }
        return paths;
    }

    /** Whether both expansions tell all ranges apart. */
    boolean isComplete() {
        return !was.tooMany() && !is.tooMany();
    }

    private static String json(RmxDifference difference) {
        List<IpRange> ranges = difference.addresses().ranges();
        return new Json()
                .field("change", word(difference))
                .strings("ranges", ranges)
                .field("count", difference.addresses().count().toString())
                .object("old", ExpansionView.said(difference.before()))
                .object("new", ExpansionView.said(difference.after()))
                .field("example", difference.example())
                .end();
    }
}
