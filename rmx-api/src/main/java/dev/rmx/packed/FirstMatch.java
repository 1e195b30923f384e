package dev.rmx.packed;

import java.math.BigInteger;
import java.util.List;

/**
 * An ordered list of directives of which the first that matches decides, searched without going through it.
 *
 * <p>The client is a type of its own, so that this package depends on no other.
 *
 * @param <C> the client's address
 */
public interface FirstMatch<C> {
    /**
     * Where the first directive stands that matches a client whatever DNS says: a prefix that holds it, or one that matches everybody
     * ([EVAL-3]). Once it has been asked a few times, a long list costs about as much as a short one.
     *
     * @param client an address; one of the other family is in no prefix
     * @return its place, from 0; {@link #size} if there is none
     */
    int firstLiteralMatch(C client);

    /**
     * Where the first directive from some place on stands that needs DNS ([LIM-1]).
     *
     * @param from a place, from 0
     * @return its place; {@link #size} if there is none
     */
    int nextThatNeedsDns(int from);

    /**
     * Whether a directive grants when it matches.
     *
     * @param place its place, from 0
     * @return true if it grants, false if it denies
     */
    boolean grants(int place);

    /**
     * How many directives there are.
     *
     * @return their number
     */
    int size();

    /**
     * How many addresses, of both families together, the prefixes grant, the first that holds an address deciding (draft 13.2).
     *
     * @return the number of addresses
     */
    BigInteger granted();

    /**
     * As {@link #granted()}, with the directives of another list in front of one of these.
     *
     * @param inserted the other list
     * @param place where its directives go: before the one that stands there, from 0
     * @return the number of addresses
     */
    BigInteger grantedWith(FirstMatch<C> inserted, int place);

    /**
     * The search that comes with a list of the model.
     *
     * @param list a list that packs its elements
     * @return the same list
     * @param <C> the client's address
     */
    @SuppressWarnings("unchecked") // there is one type of client
    static <C> FirstMatch<C> of(List<?> list) {
        return (FirstMatch<C>) list;
    }
}
