package dev.rmx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.record.DomainName;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class QuestionNamesProperties {
    private static final DomainName SUBJECT = DomainName.parse("a.b");

    /** Short local parts of characters that the mapping treats differently, so that two are often nearly equal. */
    @Provide
    Arbitrary<String> localParts() {
        Arbitrary<String> near = Arbitraries.of(".", ".", "a", "A", "=", "2", "e", "=2e", "-", "_", "é")
                .list()
                .ofMinSize(1)
                .ofMaxSize(5)
                .map(pieces -> String.join("", pieces));
        return Arbitraries.oneOf(near, Arbitraries.strings().ofMinLength(1).ofMaxLength(12));
    }

    private static Optional<DomainName> full(String localPart) {
        return QuestionNames.fullAddress(localPart, SUBJECT);
    }

    @Property(tries = 10_000)
    void ENT_full_name_is_injective(@ForAll("localParts") String one, @ForAll("localParts") String two) {
        if (full(one).isPresent() && full(two).isPresent()) {
            assertThat(full(one).equals(full(two))).isEqualTo(one.equals(two));
        }
    }

    /** Reads the local part back: joins the labels with dots and decodes {@code =hh}. So the mapping is injective. */
    @Property
    void ENT_full_name_can_be_read_back(@ForAll("localParts") String localPart) {
        full(localPart).ifPresent(name -> {
            String text = name.toString().replace("\\061", "=");
            assertThat(text).matches("([a-z0-9-]|=[0-9a-f]{2})+(\\.([a-z0-9-]|=[0-9a-f]{2})+)*\\._rmx\\.a\\.b");
            String labels = text.substring(0, text.length() - "._rmx.a.b".length());
            assertThat(decode(labels)).isEqualTo(localPart.getBytes(StandardCharsets.UTF_8));
        });
    }

    private static byte[] decode(String labels) {
        StringBuilder octets = new StringBuilder();
        for (int i = 0; i < labels.length(); i++) {
            if (labels.charAt(i) == '=') {
                octets.append((char) Integer.parseInt(labels.substring(i + 1, i + 3), 16));
                i += 2;
            } else {
                octets.append(labels.charAt(i));
            }
        }
        return octets.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    @Property
    void ENT_full_name_plain_local_parts_stay_as_they_are(@ForAll("localParts") String localPart) {
        if (localPart.matches("[a-z0-9-]+(\\.[a-z0-9-]+)*")) {
            assertThat(full(localPart)).contains(DomainName.parse(localPart + "._rmx.a.b"));
            assertThat(full(localPart.toUpperCase(Locale.ROOT)).equals(full(localPart)))
                    .isEqualTo(localPart.toUpperCase(Locale.ROOT).equals(localPart));
        }
    }
}
