package dev.rmx.resolver.dnsjava;

import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/** What the NSEC or NSEC3 records of one zone in one response prove. Their signatures are checked elsewhere. */
sealed interface Denial permits NsecDenial, Nsec3Denial {
    /** The zone that signed the records. */
    Name zone();

    /**
     * Proves NODATA: the zone has no records of this type for the name, whether or not the name exists or a wildcard
     * matches it.
     */
    boolean deniesType(Name name, int type);

    /** Proves NXDOMAIN: the name does not exist, and no wildcard matches it. */
    boolean deniesName(Name name);

    /**
     * Proves that neither the name exists nor any name between it and its ancestor with this many labels, the root not
     * counted. So the wildcard below that ancestor matches the name (RFC 4035 §5.3.4, RFC 5155 §8.8).
     */
    boolean deniesCloserThan(Name name, int labels);

    /** The types that one NSEC or NSEC3 record lists for its name. */
    @FunctionalInterface
    interface Types {
        boolean has(int type);

        /** Whether these types, of the name or its wildcard, prove that a type is absent. */
        default boolean lack(int type, Name name) {
            if (type == Type.DS) {
                // the child zone cannot speak for its own DS (RFC 4035 §5.2)
                return !has(Type.DS) && (!has(Type.SOA) || name.equals(Name.root));
            }
            return !has(type) && !has(Type.CNAME) && !isDelegation(); // RFC 6840 §4.1, §4.3
        }

        /** Whether the name is a delegation, and the record is from the parent zone. */
        default boolean isDelegation() {
            return has(Type.NS) && !has(Type.SOA);
        }

        /**
         * Whether names below belong to another zone or to a DNAME: this zone cannot deny them (RFC 6840 §4.1, RFC 6672
         * §5.3.2).
         */
        default boolean endHere() {
            return isDelegation() || has(Type.DNAME);
        }
    }
}
