package dev.rmx.packed;

import java.math.BigInteger;
import java.util.List;

/**
 * An ordered list of directives, each of which grants or denies.
 *
 * @param <C> the type of the client's address
 */
public interface GrantingMatch<C> extends FirstMatch<C> {
    /**
     * Whether a match of a directive grants.
     *
     * @param place its index, from 0
     * @return true if it grants; false if it denies
     */
    boolean grants(int place);

    /**
     * How many addresses, IPv4 and IPv6 together, the prefixes grant (draft 13.2). The first prefix that holds an
     * address decides.
     *
     * @return the number of addresses
     */
    BigInteger granted();

    /**
     * As {@link #granted()}, after another list is inserted into this one.
     *
     * @param inserted the other list
     * @param place the index of the directive before which to insert it, from 0
     * @return the number of addresses
     */
    BigInteger grantedWith(GrantingMatch<C> inserted, int place);

    /**
     * How many addresses this list or one of the others grants. In each list, the first prefix that holds an address
     * decides.
     *
     * @param others more lists
     * @return the number of addresses
     */
    BigInteger grantedByAny(List<GrantingMatch<C>> others);

    /**
     * The search of a list from the model of RMX.
     *
     * @param list a packed list
     * @return the same list
     * @param <C> the type of the client's address
     */
    @SuppressWarnings("unchecked") // there is only one type of client address
    static <C> GrantingMatch<C> of(List<?> list) {
        return (GrantingMatch<C>) list;
    }
}
