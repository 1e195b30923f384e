package dev.rmx.packed;

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
