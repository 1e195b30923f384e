package dev.rmx.record;

import dev.rmx.packed.GrantingMatch;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a record, packed into numbers: an IPv4 prefix takes eight octets. As objects, the entries of a million
 * cached records would not fit into memory, and searching them would be slower. {@link #get} makes the object.
 *
 * <p>The tests compare it with a plain list of {@link RmxEntry} and a loop. Immutable, and safe to share between
 * threads.
 */
final class PackedEntries extends AbstractList<RmxEntry> implements GrantingMatch<IpAddress>, RandomAccess {
    /** The most entries of a record that never gets an index. */
    private static final int SCANNED = 16;

    /** How often a longer record is searched before it gets an index, which costs more than one search. */
    private static final int SEARCHES_WITHOUT_INDEX = 16;

    /** The lower half of a word holds the type's code, the negation and the prefix length. */
    private static final int CODE = 0xf;

    private static final int NEGATED = 0x10;
    private static final int LENGTH_SHIFT = 8;
    private static final int LENGTH = 0xff;
    /** The upper half holds the IPv4 address, or the index of the IPv6 address or name. */
    private static final int UPPER = 32;

    private final long[] words;
    /** The IPv6 addresses, two halves each; null if there is none. */
    private final long @Nullable [] wide;
    /** Null if there is none. */
    private final DomainName @Nullable [] names;

    /** The indexes of the entries that need DNS; null if none does. */
    private final int @Nullable [] dns;

    private int searches; // not synchronized: a race only makes an index twice
    private @Nullable FirstMatchIndex index;

    private PackedEntries(long[] words, long @Nullable [] wide, DomainName @Nullable [] names, int @Nullable [] dns) {
        this.words = words;
        this.wide = wide;
        this.names = names;
        this.dns = dns;
    }

    static PackedEntries copyOf(List<RmxEntry> entries) {
        if (entries instanceof PackedEntries packed) {
            return packed;
        }
        RmxEntry[] all = entries.toArray(RmxEntry[]::new); // read once, since another thread could change the list
        long[] words = new long[all.length];
        int wides = 0;
        int named = 0;
        int dns = 0;
        for (int i = 0; i < all.length; i++) {
            RmxEntry entry = all[i];
            long word = entry.type().code() | (entry.negated() ? NEGATED : 0);
            if (entry instanceof RmxEntry.Literal literal) {
                IpPrefix prefix = literal.prefix();
                word |= (long) prefix.length() << LENGTH_SHIFT;
                word |= prefix.family() == IpFamily.IPV4 ? prefix.address().high() : (long) wides++ << UPPER;
            } else if (entry instanceof RmxEntry.Named) {
                word |= (long) named++ << UPPER;
            }
            words[i] = word;
            dns += entry.type().needsDns() ? 1 : 0;
        }
        return new PackedEntries(
                words,
                wides == 0 ? null : wide(all, wides),
                named == 0 ? null : names(all, named),
                dns == 0 ? null : thatNeedDns(all, dns));
    }

    private static long[] wide(RmxEntry[] all, int count) {
        long[] wide = new long[2 * count];
        int at = 0;
        for (RmxEntry entry : all) {
            if (entry instanceof RmxEntry.Ipv6 literal) {
                wide[at++] = literal.prefix().address().high();
                wide[at++] = literal.prefix().address().low();
            }
        }
        return wide;
    }

    private static DomainName[] names(RmxEntry[] all, int count) {
        DomainName[] names = new DomainName[count];
        int at = 0;
        for (RmxEntry entry : all) {
            if (entry instanceof RmxEntry.Named named) {
                names[at++] = named.name();
            }
        }
        return names;
    }

    private static int[] thatNeedDns(RmxEntry[] all, int count) {
        int[] positions = new int[count];
        int at = 0;
        for (int i = 0; i < all.length; i++) {
            if (all[i].type().needsDns()) {
                positions[at++] = i;
            }
        }
        return positions;
    }

    @Override
    public int size() {
        return words.length;
    }

    @Override
    public RmxEntry get(int index) {
        long word = words[index];
        boolean negated = (word & NEGATED) != 0;
        return switch (type(word)) {
            case IPV4 -> new RmxEntry.Ipv4(negated, prefix(word));
            case IPV6 -> new RmxEntry.Ipv6(negated, prefix(word));
            case HOST -> new RmxEntry.Host(negated, name(word));
            case APL -> new RmxEntry.Apl(negated, name(word));
            case DOMAIN -> new RmxEntry.Domain(negated, name(word));
            case UNUSED -> new RmxEntry.Unused();
            case FULL -> new RmxEntry.Full();
            case MAPPED -> new RmxEntry.Mapped(negated, name(word));
            case MX -> new RmxEntry.Mx(negated);
        };
    }

    @Override
    public boolean grants(int index) {
        long word = words[index];
        return (word & NEGATED) == 0 && (word & CODE) != RmxEntryType.UNUSED.code();
    }

    private static RmxEntryType type(long word) {
        return RmxEntryType.withCode((int) word & CODE);
    }

    private static int length(long word) {
        return (int) word >>> LENGTH_SHIFT & LENGTH;
    }

    private static boolean isIpv6(long word) {
        return (word & CODE) == RmxEntryType.IPV6.code();
    }

    private long high(long word) {
        return isIpv6(word) ? Objects.requireNonNull(wide)[2 * (int) (word >>> UPPER)] : word >>> UPPER << UPPER;
    }

    private long low(long word) {
        return isIpv6(word) ? Objects.requireNonNull(wide)[2 * (int) (word >>> UPPER) + 1] : 0;
    }

    private IpPrefix prefix(long word) {
        IpFamily family = isIpv6(word) ? IpFamily.IPV6 : IpFamily.IPV4;
        return new IpPrefix(new IpAddress(family, high(word), low(word)), length(word));
    }

    private DomainName name(long word) {
        return Objects.requireNonNull(names)[(int) (word >>> UPPER)];
    }

    @Override
    public int firstLiteralMatch(IpAddress client) {
        if (words.length <= SCANNED) {
            return scan(client);
        }
        FirstMatchIndex known = index;
        if (known == null) {
            if (searches++ < SEARCHES_WITHOUT_INDEX) {
                return scan(client);
            }
            known = FirstMatchIndex.of(this);
            index = known;
        }
        return known.firstMatch(client);
    }

    private int scan(IpAddress client) {
        boolean ipv4 = client.family() == IpFamily.IPV4;
        int code = (ipv4 ? RmxEntryType.IPV4 : RmxEntryType.IPV6).code();
        for (int i = 0; i < words.length; i++) {
            long word = words[i];
            int its = (int) word & CODE;
            if (its == code) { // [ENT-ip]
                // an IPv4 address is in the upper half of both numbers
                boolean matches = ipv4
                        ? ((word ^ client.high()) >>> UPPER) >>> (32 - length(word)) == 0
                        : IpAddress.sharePrefix(high(word), low(word), client.high(), client.low(), length(word));
                if (matches) {
                    return i;
                }
            } else if (its == RmxEntryType.UNUSED.code()) { // [ENT-unused]
                return i;
            }
        }
        return words.length;
    }

    /** The addresses whose first literal match grants, or those whose first literal match denies. */
    IpRanges matched(boolean grants) {
        FirstMatchIndex known = index;
        return (known == null ? FirstMatchIndex.of(this) : known).matched(this, grants);
    }

    @Override
    public int nextThatNeedsDns(int from) {
        if (dns == null) {
            return words.length;
        }
        int found = Arrays.binarySearch(dns, from);
        int at = found < 0 ? -1 - found : found;
        return at == dns.length ? words.length : dns[at];
    }
}
