package dev.rmx.resolver.dnsjava;

import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/** What the NSEC or NSEC3 records of one zone, all from one response, prove. That they are signed is somebody else's to check. */
sealed interface Denial permits NsecDenial, Nsec3Denial {
    /** The zone that signed the records. */
    Name zone();

    /** NODATA: the zone has no records of this type for the name, whether the name exists, a wildcard stands for it, or neither. */
    boolean deniesType(Name name, int type);

    /** NXDOMAIN: the name does not exist, and no wildcard stands for it. */
    boolean deniesName(Name name);

    /**
     * The name does not exist, nor any name between it and its ancestor of this many labels, root not counted. So the wildcard below
     * that ancestor stands for the name (RFC 4035 §5.3.4, RFC 5155 §8.8).
     */
    boolean deniesCloserThan(Name name, int labels);

    /** The types that one NSEC or NSEC3 record lists at its name. */
    @FunctionalInterface
    interface Types {
        boolean has(int type);

        /** Whether these types, which are those of the name or of its wildcard, show that a type is absent. */
        default boolean lack(int type, Name name) {
            if (type == Type.DS) {
                // the zone below has no say on its own DS (RFC 4035 §5.2)
                return !has(Type.DS) && (!has(Type.SOA) || name.equals(Name.root));
            }
            return !has(type) && !has(Type.CNAME) && !isDelegation(); // RFC 6840 §4.1, §4.3
        }

        /** Whether the name is where another zone begins, and the record is of the zone above. */
        default boolean isDelegation() {
            return has(Type.NS) && !has(Type.SOA);
        }

        /** Whether names below are not this zone's, or are aliases: it cannot deny them (RFC 6840 §4.1, RFC 6672 §5.3.2). */
        default boolean endHere() {
            return isDelegation() || has(Type.DNAME);
        }
    }
}
