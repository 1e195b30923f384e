package dev.rmx.testkit.jqwik;

import java.nio.charset.StandardCharsets;

/** Damages valid text or RDATA in a few places, so that a parser gets far before it meets a fault. */
final class Damage {
    private static final String SIGNIFICANT = "!:./\\#%\t 0123456789afgxAF\0\n\u007f\u00e4\u017f\u2126\uff11\ud83d";
    private static final int[] SIGNIFICANT_OCTETS = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 32, 33, 63, 64, 128, 129, 134, 192};
    private static final String[] WORDS = {
        "ipv4:",
        "!IPV6:",
        "host:",
        "!apl:",
        "domain:",
        " unused:",
        " full:",
        "mapped:",
        "mx: ",
        "!9:",
        "012:",
        "::",
        "/128",
        "/33",
        "\\256",
        "\\1",
        "...",
        "\\# 3 ",
        "01080a",
        "ffff:",
        "1.2.3.4",
        "a.b."
    };

    private Damage() {}

    /**
     * The octets after one to four changes: replaced, inserted, deleted, doubled, cut off, or a bit flipped. Works on
     * latin-1.
     */
    static byte[] damaged(byte[] octets, Choices choices) {
        StringBuilder damaged = new StringBuilder(new String(octets, StandardCharsets.ISO_8859_1));
        damage(damaged, choices, true);
        return damaged.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    static String damaged(String text, Choices choices) {
        StringBuilder damaged = new StringBuilder(text);
        damage(damaged, choices, false);
        return damaged.toString();
    }

    private static void damage(StringBuilder input, Choices choices, boolean octets) {
        for (int times = 1 + choices.below(4); times > 0; times--) {
            int at = choices.below(input.length() + 1);
            int end = Math.min(input.length(), at + 1 + choices.below(4));
            switch (choices.below(7)) {
                case 0 -> input.replace(at, Math.min(at + 1, input.length()), unit(choices, octets));
                case 1 -> input.insert(at, unit(choices, octets));
                case 2 -> input.delete(at, end);
                case 3 -> input.insert(at, input.substring(at, end));
                case 4 -> input.setLength(choices.below(4) == 0 ? at : input.length());
                case 5 -> input.insert(at, octets ? unit(choices, true) : WORDS[choices.below(WORDS.length)]);
                default -> flip(input, at, 1 << choices.below(octets ? 8 : 7));
            }
        }
    }

    private static void flip(StringBuilder input, int at, int bit) {
        if (at < input.length()) {
            input.setCharAt(at, (char) (input.charAt(at) ^ bit));
        }
    }

    private static String unit(Choices choices, boolean octets) {
        if (octets) {
            int octet = choices.oneIn(2)
                    ? choices.below(256)
                    : SIGNIFICANT_OCTETS[choices.below(SIGNIFICANT_OCTETS.length)];
            return Character.toString(octet);
        }
        return Character.toString(SIGNIFICANT.charAt(choices.below(SIGNIFICANT.length())));
    }
}
