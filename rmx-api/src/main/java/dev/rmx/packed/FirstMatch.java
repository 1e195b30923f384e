package dev.rmx.packed;

import java.util.List;

/**
 * An ordered list of directives, where the first match decides, with a fast search.
 *
 * <p>The client's address is a type parameter, so that this package depends on no other.
 *
 * @param <C> the type of the client's address
 */
public interface FirstMatch<C> {
    /**
     * Finds the first directive that matches a client without DNS: a prefix that holds it, or a directive that matches
     * every client ([EVAL-3]). After a few searches, a long list is about as fast as a short one.
     *
     * @param client an address; a prefix of the other family does not hold it
     * @return the index, from 0; {@link #size} if there is none
     */
    int firstLiteralMatch(C client);

    /**
     * Finds the first directive, from an index on, that needs DNS ([LIM-1]).
     *
     * @param from an index, from 0
     * @return the index; {@link #size} if there is none
     */
    int nextThatNeedsDns(int from);

    /**
     * The number of directives.
     *
     * @return 0 or more
     */
    int size();

    /**
     * The search of a list from the model.
     *
     * @param list a packed list
     * @return the same list
     * @param <C> the type of the client's address
     */
    @SuppressWarnings("unchecked") // there is only one type of client address
    static <C> FirstMatch<C> of(List<?> list) {
        return (FirstMatch<C>) list;
    }
}
