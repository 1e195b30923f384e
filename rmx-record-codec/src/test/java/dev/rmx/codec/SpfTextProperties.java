package dev.rmx.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.record.IpAddress;
import dev.rmx.record.IpPrefix;
import dev.rmx.spf.MacroLetter;
import dev.rmx.spf.MacroString;
import dev.rmx.spf.SpfQualifier;
import dev.rmx.spf.SpfRecord;
import dev.rmx.spf.SpfTerm;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What the text of SPF records promises for every record and every text. */
class SpfTextProperties {
    @Provide
    Arbitrary<SpfRecord> records() {
        return terms().list()
                .ofMaxSize(8)
                .filter(terms ->
                        count(terms, SpfTerm.Redirect.class) < 2 && count(terms, SpfTerm.Explanation.class) < 2)
                .map(SpfRecord::new);
    }

    private static long count(List<SpfTerm> terms, Class<?> type) {
        return terms.stream().filter(type::isInstance).count();
    }

    private static Arbitrary<SpfTerm> terms() {
        Arbitrary<SpfQualifier> qualifiers = Arbitraries.of(SpfQualifier.values());
        Arbitrary<MacroString> domains = texts().map(SpfTextProperties::domain);
        Arbitrary<Optional<MacroString>> targets = domains.optional();
        Arbitrary<SpfTerm.DualCidr> cidrs = Combinators.combine(
                        Arbitraries.integers().between(0, 32),
                        Arbitraries.integers().between(0, 128))
                .as(SpfTerm.DualCidr::new);
        Arbitrary<IpPrefix> prefixes = Combinators.combine(
                        Arbitraries.of("192.0.2.77", "2001:db8::77", "::"),
                        Arbitraries.integers().between(0, 32))
                .as((address, length) -> new IpPrefix(IpAddress.parse(address), length));
        Arbitrary<String> names =
                Arbitraries.strings().withChars("abzAZ09-_.").ofMaxLength(5).map(rest -> "x" + rest);
        return Arbitraries.oneOf(List.of(
                qualifiers.map(SpfTerm.All::new),
                Combinators.combine(qualifiers, domains).as(SpfTerm.Include::new),
                Combinators.combine(qualifiers, targets, cidrs).as(SpfTerm.A::new),
                Combinators.combine(qualifiers, targets, cidrs).as(SpfTerm.Mx::new),
                Combinators.combine(qualifiers, targets).as(SpfTerm.Ptr::new),
                Combinators.combine(qualifiers, prefixes).as(SpfTerm.Ip::new),
                Combinators.combine(qualifiers, domains).as(SpfTerm.Exists::new),
                domains.map(SpfTerm.Redirect::new),
                domains.map(SpfTerm.Explanation::new),
                Combinators.combine(names, texts()).as(SpfTerm.Unknown::new)));
    }

    private static Arbitrary<MacroString> texts() {
        Arbitrary<MacroString.Part> literals =
                Arbitraries.strings().withChars("ab0.-/:{}2~!").ofMaxLength(6).map(MacroString.Literal::new);
        Arbitrary<MacroString.Part> macros = Combinators.combine(
                        Arbitraries.of(MacroLetter.values()).filter(letter -> !letter.isForExplanations()),
                        Arbitraries.integers().between(0, 300),
                        Arbitraries.of(true, false),
                        Arbitraries.strings().withChars(".-+,/_=").ofMaxLength(3),
                        Arbitraries.of(true, false))
                .as(MacroString.Macro::new);
        return Arbitraries.oneOf(literals, macros, Arbitraries.of(MacroString.Escape.values()))
                .list()
                .ofMaxSize(4)
                .map(MacroString::new);
    }

    /** The text, before a name where it needs one to be a domain-spec. */
    private static MacroString domain(MacroString text) {
        if (text.isDomainSpec()) {
            return text;
        }
        List<MacroString.Part> parts = new ArrayList<>(text.parts());
        parts.add(new MacroString.Literal(".example"));
        return new MacroString(parts);
    }

    @Property
    void SPF_1_a_record_is_read_back_as_it_was_written(@ForAll("records") SpfRecord record) throws Exception {
        assertThat(SpfText.parse(SpfText.format(record))).isEqualTo(record);
    }

    @Property
    void SPF_1_any_text_is_a_record_or_a_clear_error(@ForAll("garbled") String text) {
        try {
            SpfRecord record = SpfText.parse(text);
            assertThat(SpfText.parse(record.toString())).isEqualTo(record);
        } catch (RmxFormatException e) {
            assertThat(e.offset()).isBetween(0, text.length());
            assertThat(e).message().isNotBlank();
        }
    }

    @Provide
    Arbitrary<String> garbled() {
        Arbitrary<String> change =
                Arbitraries.strings().withChars("v=spf1 :/%{}.a0-r\u00e4\t").ofMaxLength(3);
        return Combinators.combine(records(), change, Arbitraries.doubles().between(0, 1))
                .as((record, inserted, where) -> {
                    String text = record.toString();
                    int at = (int) (where * text.length());
                    return text.substring(0, at) + inserted + text.substring(Math.min(text.length(), at + 1));
                });
    }
}
