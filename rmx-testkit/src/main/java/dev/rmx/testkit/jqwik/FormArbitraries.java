package dev.rmx.testkit.jqwik;

import dev.rmx.record.RmxRecord;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/**
 * Records as text, RDATA and TXT, in any form that a reader has to take, and damaged. What is valid shrinks to the canonical
 * form. All methods are safe to call from any thread.
 */
public final class FormArbitraries {
    private static final int FREEDOM = 80;
    private static final int DAMAGE = 16;

    private FormArbitraries() {}

    /**
     * The ways to write a record as text: tags in any case or as codes, blanks, escapes, trailing dots, stray bits, IPv6 in all
     * its forms ([TEXT-1] to [TEXT-3]).
     *
     * @param record the record
     * @return texts, each of which means this record
     */
    public static Arbitrary<String> texts(RmxRecord record) {
        return Choices.rows(FREEDOM).map(row -> new LooseWriter(Choices.from(row)).text(record));
    }

    /**
     * The ways to write a record as RDATA: spare bits of any value, names in any case ([WIRE-3], [WIRE-4]).
     *
     * @param record the record
     * @return octets, each array of which means this record
     */
    public static Arbitrary<byte[]> wires(RmxRecord record) {
        return Choices.rows(FREEDOM).map(row -> new LooseWriter(Choices.from(row)).wire(record));
    }

    /**
     * The ways to cut text into the character-strings of a TXT record ([TXT-1]), empty ones among them.
     *
     * @param text text of ISO 8859-1 characters
     * @return lists of strings of 0 to 255 octets, which joined are the text
     */
    public static Arbitrary<List<byte[]>> txtStrings(String text) {
        return Choices.rows(FREEDOM).map(row -> new LooseWriter(Choices.from(row)).txt(text));
    }

    /**
     * Texts of records damaged in one to four places, so that a reader comes far before it meets a fault.
     *
     * @return texts, a part of which is still valid
     */
    public static Arbitrary<String> damagedTexts() {
        return damagedTexts(RecordArbitraries.records().flatMap(FormArbitraries::texts));
    }

    /**
     * Texts damaged in one to four places.
     *
     * @param texts what is damaged
     * @return damaged texts
     */
    public static Arbitrary<String> damagedTexts(Arbitrary<String> texts) {
        return Combinators.combine(texts, Choices.rows(DAMAGE))
                .as((text, row) -> Damage.damaged(text, Choices.from(row)));
    }

    /**
     * RDATA of records damaged in one to four places.
     *
     * @return octets, a part of which is still valid
     */
    public static Arbitrary<byte[]> damagedWires() {
        return Combinators.combine(RecordArbitraries.records().flatMap(FormArbitraries::wires), Choices.rows(DAMAGE))
                .as((wire, row) -> Damage.damaged(wire, Choices.from(row)));
    }
}
