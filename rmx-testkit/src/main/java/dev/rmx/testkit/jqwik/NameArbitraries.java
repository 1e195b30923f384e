package dev.rmx.testkit.jqwik;

import dev.rmx.record.DomainName;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** DNS names, ordinary and unusual. Thread-safe. */
public final class NameArbitraries {
    private static final Arbitrary<String> LABELS = Arbitraries.strings()
            .withCharRange('a', 'z')
            .withChars("0123456789-_")
            .ofMinLength(1)
            .ofMaxLength(8);

    private NameArbitraries() {}

    /**
     * Names of hosts and domains; all of them can be an RMX subject.
     *
     * @return two to four labels of {@code [a-z0-9_-]}; the last has letters only
     */
    public static Arbitrary<DomainName> domains() {
        Arbitrary<String> last =
                Arbitraries.strings().withCharRange('a', 'z').ofMinLength(1).ofMaxLength(4);
        return Combinators.combine(LABELS.list().ofMinSize(1).ofMaxSize(3), last)
                .as((labels, end) ->
                        name(labels, DomainName.ROOT.prepend(List.of(end)).orElseThrow()));
    }

    /**
     * Names of any kind but the root: ordinary ones, labels of any octets, and lengths at the limit.
     *
     * @return names of 3 to 255 octets in wire form
     */
    public static Arbitrary<DomainName> names() {
        return Arbitraries.frequencyOf(Tuple.of(6, domains()), Tuple.of(3, odd()), Tuple.of(1, longest()));
    }

    /**
     * Names whose labels hold any octets: dots, backslashes, blanks, control characters, upper case (which becomes
     * lower case).
     *
     * @return names of one to four such labels
     */
    public static Arbitrary<DomainName> odd() {
        return Arbitraries.bytes()
                .array(byte[].class)
                .ofMinSize(1)
                .ofMaxSize(6)
                .list()
                .ofMinSize(1)
                .ofMaxSize(4)
                .map(NameArbitraries::fromLabels);
    }

    /**
     * Names at the limits of RFC 1035 §3.1: labels of up to 63 octets, 250 to 255 octets in all.
     *
     * @return such names
     */
    public static Arbitrary<DomainName> longest() {
        return Combinators.combine(
                        Arbitraries.integers().between(1, DomainName.MAX_LABEL).shrinkTowards(DomainName.MAX_LABEL),
                        Arbitraries.integers().between(250, DomainName.MAX_OCTETS))
                .as(NameArbitraries::filled);
    }

    /**
     * Names below a name.
     *
     * @param parent the name
     * @return the name with one to three labels in front, or the name itself if there is no room
     */
    public static Arbitrary<DomainName> below(DomainName parent) {
        return LABELS.list().ofMinSize(1).ofMaxSize(3).map(labels -> name(labels, parent));
    }

    /**
     * Names that end in the octets of a name, but not at a label boundary: {@code notexample.org} for
     * {@code example.org}.
     *
     * @param name a name with at least one label
     * @return names neither equal to it nor below it; the name itself if there is no room
     */
    public static Arbitrary<DomainName> lookalikes(DomainName name) {
        byte[] wire = name.toWire();
        if (name.isRoot()) {
            throw new IllegalArgumentException("the root has no lookalikes");
        }
        return LABELS.map(prefix -> {
            if (wire[0] + prefix.length() > DomainName.MAX_LABEL
                    || wire.length + prefix.length() > DomainName.MAX_OCTETS) {
                return name;
            }
            ByteArrayOutputStream longer = new ByteArrayOutputStream();
            longer.write(wire[0] + prefix.length());
            prefix.chars().forEach(longer::write);
            longer.write(wire, 1, wire.length - 1);
            return DomainName.fromWire(longer.toByteArray());
        });
    }

    private static DomainName name(List<String> labels, DomainName parent) {
        Optional<DomainName> longer = parent.prepend(labels);
        return longer.orElse(parent);
    }

    private static DomainName fromLabels(List<byte[]> labels) {
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        for (byte[] label : labels) {
            wire.write(label.length);
            wire.writeBytes(label);
        }
        wire.write(0);
        return DomainName.fromWire(wire.toByteArray());
    }

    /** A name of this many octets, with labels of this length where possible. */
    private static DomainName filled(int label, int octets) {
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        int left = octets - 1;
        while (left > 1) {
            int length = Math.min(label, left - 1);
            if (left - 1 - length == 1) {
                length += length < DomainName.MAX_LABEL ? 1 : -1; // one octet left would be an empty label
            }
            wire.write(length);
            for (int i = 0; i < length; i++) {
                wire.write('a');
            }
            left -= 1 + length;
        }
        wire.write(0);
        return DomainName.fromWire(wire.toByteArray());
    }
}
