package dev.rmx.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Asserts that input is refused, at an offset and with words in the reason. */
final class Refusals {
    private Refusals() {}

    /** [TEXT-5]: the bad entry is at {@code offset}; the message has the entry, the offset and the reason. */
    static void assertTextRefused(String text, int offset, String... words) {
        RmxFormatException refusal = refusal(() -> RmxText.parse(text), offset, words);
        String rest = text.substring(offset);
        int end = rest.split("[ \t]", 2)[0].length();
        if (end <= 64 && rest.substring(0, end).chars().allMatch(Refusals::isPrintable)) {
            assertThat(refusal).hasMessageContaining("\"" + rest.substring(0, end) + "\"");
        }
    }

    /** [WIRE-5]: the bad entry starts at octet {@code offset}. */
    static void assertWireRefused(String hex, int offset, String... words) {
        refusal(() -> RmxWire.decode(octets(hex)), offset, words);
    }

    static void assertTxtRefused(String text, int offset, String... words) {
        refusal(() -> RmxTxt.decode(List.of(latin1(text))), offset, words);
    }

    static RmxFormatException refusal(ThrowingCallable reader, int offset, String... words) {
        RmxFormatException refusal = catchThrowableOfType(RmxFormatException.class, reader);
        assertThat(refusal).as("refusal").isNotNull();
        assertThat(refusal.offset()).as("offset of: %s", refusal.getMessage()).isEqualTo(offset);
        for (String word : words) {
            assertThat(refusal.reason()).containsIgnoringCase(word);
        }
        assertReadable(refusal);
        return refusal;
    }

    /** For any input, the reason is one line of printable ASCII, and the message has it and the offset. */
    static void assertReadable(RmxFormatException refusal) {
        String reason = refusal.reason();
        boolean printable = !reason.isBlank() && reason.chars().allMatch(Refusals::isPrintable);
        String message = String.valueOf(refusal.getMessage());
        boolean complete = message.endsWith(reason)
                && message.contains("offset " + refusal.offset())
                && message.chars().allMatch(Refusals::isPrintable);
        // the cheap condition first: a property calls this a hundred thousand times
        if (!printable || !complete) {
            assertThat(reason).isNotBlank().matches("[ -~]*");
            assertThat(message)
                    .endsWith(reason)
                    .contains("offset " + refusal.offset())
                    .matches("[ -~]*");
        }
    }

    static byte[] octets(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    static String hex(byte[] octets) {
        return HexFormat.of().formatHex(octets);
    }

    static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static boolean isPrintable(int c) {
        return c >= ' ' && c < 0x7f;
    }
}
