package dev.rmx.spf;

import java.util.Optional;

/** What a mechanism gives when it matches (RFC 7208 §4.6.2). */
public enum SpfQualifier {
    /** {@code +}, which may be left out: pass. */
    PASS("", SpfResult.PASS),
    /** {@code -}: fail. */
    FAIL("-", SpfResult.FAIL),
    /** {@code ~}: softfail. */
    SOFTFAIL("~", SpfResult.SOFTFAIL),
    /** {@code ?}: neutral. */
    NEUTRAL("?", SpfResult.NEUTRAL);

    private final String sign;
    private final SpfResult result;

    SpfQualifier(String sign, SpfResult result) {
        this.sign = sign;
        this.result = result;
    }

    /**
     * The qualifier with a sign.
     *
     * @param sign any character
     * @return the qualifier; empty if the character is none of {@code + - ~ ?}
     */
    public static Optional<SpfQualifier> ofSign(char sign) {
        return switch (sign) {
            case '+' -> Optional.of(PASS);
            case '-' -> Optional.of(FAIL);
            case '~' -> Optional.of(SOFTFAIL);
            case '?' -> Optional.of(NEUTRAL);
            default -> Optional.empty();
        };
    }

    /**
     * The result of a match.
     *
     * @return pass, fail, softfail or neutral
     */
    public SpfResult result() {
        return result;
    }

    /** The sign as canonical text has it: empty for {@code +}. */
    @Override
    public String toString() {
        return sign;
    }
}
