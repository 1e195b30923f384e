package dev.rmx.testkit.jqwik;

import dev.rmx.record.RmxRecord;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/**
 * Records as text, RDATA and TXT: in every form that a parser must accept, and damaged. Valid forms shrink to the
 * canonical one. Thread-safe.
 */
public final class FormArbitraries {
    private static final int FREEDOM = 80;
    private static final int DAMAGE = 16;

    private FormArbitraries() {}

    /**
     * Every way to write a record as text: tags in any case or as codes, blanks, escapes, trailing dots, stray bits,
     * and all forms of IPv6 addresses ([TEXT-1] to [TEXT-3]).
     *
     * @param record the record
     * @return texts that all mean this record
     */
    public static Arbitrary<String> texts(RmxRecord record) {
        return Choices.rows(FREEDOM).map(row -> new LooseWriter(Choices.from(row)).text(record));
    }

    /**
     * Every way to write a record as RDATA: any spare bits, names in any case ([WIRE-3], [WIRE-4]).
     *
     * @param record the record
     * @return octets that all mean this record
     */
    public static Arbitrary<byte[]> wires(RmxRecord record) {
        return Choices.rows(FREEDOM).map(row -> new LooseWriter(Choices.from(row)).wire(record));
    }

    /**
     * Every way to split text into the character-strings of a TXT record ([TXT-1]), with empty strings.
     *
     * @param text text of ISO 8859-1 characters
     * @return lists of strings of 0 to 255 octets that, joined, are the text
     */
    public static Arbitrary<List<byte[]>> txtStrings(String text) {
        return Choices.rows(FREEDOM).map(row -> new LooseWriter(Choices.from(row)).txt(text));
    }

    /**
     * Texts of records, damaged in one to four places. A parser gets far before it meets a fault.
     *
     * @return texts that are partly valid
     */
    public static Arbitrary<String> damagedTexts() {
        return damagedTexts(RecordArbitraries.records().flatMap(FormArbitraries::texts));
    }

    /**
     * Texts damaged in one to four places.
     *
     * @param texts the texts to damage
     * @return damaged texts
     */
    public static Arbitrary<String> damagedTexts(Arbitrary<String> texts) {
        return Combinators.combine(texts, Choices.rows(DAMAGE))
                .as((text, row) -> Damage.damaged(text, Choices.from(row)));
    }

    /**
     * RDATA of records, damaged in one to four places.
     *
     * @return octets that are partly valid
     */
    public static Arbitrary<byte[]> damagedWires() {
        return Combinators.combine(RecordArbitraries.records().flatMap(FormArbitraries::wires), Choices.rows(DAMAGE))
                .as((wire, row) -> Damage.damaged(wire, Choices.from(row)));
    }
}
