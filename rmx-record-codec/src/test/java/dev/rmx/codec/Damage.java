package dev.rmx.codec;

import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Damages a valid text or valid RDATA in a few places, so that a reader comes far before it meets the fault. */
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

    /** The octets with one to four of them, or short runs of them, changed, cut, inserted, doubled; as latin-1. */
    static byte[] damaged(byte[] octets, Random random) {
        StringBuilder damaged = new StringBuilder(new String(octets, StandardCharsets.ISO_8859_1));
        damage(damaged, random, true);
        return Refusals.latin1(damaged.toString());
    }

    static String damaged(String text, Random random) {
        StringBuilder damaged = new StringBuilder(text);
        damage(damaged, random, false);
        return damaged.toString();
    }

    private static void damage(StringBuilder input, Random random, boolean octets) {
        for (int times = 1 + random.nextInt(4); times > 0; times--) {
            int at = random.nextInt(input.length() + 1);
            int end = Math.min(input.length(), at + 1 + random.nextInt(4));
            switch (random.nextInt(7)) {
                case 0 -> input.replace(at, Math.min(at + 1, input.length()), unit(random, octets));
                case 1 -> input.insert(at, unit(random, octets));
                case 2 -> input.delete(at, end);
                case 3 -> input.insert(at, input.substring(at, end));
                case 4 -> input.setLength(random.nextInt(4) == 0 ? at : input.length());
                case 5 -> input.insert(at, octets ? unit(random, true) : WORDS[random.nextInt(WORDS.length)]);
                default -> flip(input, at, 1 << random.nextInt(octets ? 8 : 7));
            }
        }
    }

    private static void flip(StringBuilder input, int at, int bit) {
        if (at < input.length()) {
            input.setCharAt(at, (char) (input.charAt(at) ^ bit));
        }
    }

    private static String unit(Random random, boolean octets) {
        if (octets) {
            int octet = random.nextBoolean()
                    ? random.nextInt(256)
                    : SIGNIFICANT_OCTETS[random.nextInt(SIGNIFICANT_OCTETS.length)];
            return Character.toString(octet);
        }
        return Character.toString(SIGNIFICANT.charAt(random.nextInt(SIGNIFICANT.length())));
    }
}
