package dev.rmx;

/** The result of a check, which a filter acts on. {@link RmxOutcome} says why. */
public enum RmxResult {
    /** The domain authorizes this client. */
    PASS("pass"),
    /** The domain does not authorize this client. */
    FAIL("fail"),
    /** The domain publishes nothing usable, or nothing was checked. */
    NONE("none"),
    /** DNS could not be asked; the same check can give another result later. */
    TEMPERROR("temperror");

    private final String text;

    RmxResult(String text) {
        this.text = text;
    }

    /** The word in header fields and output: {@code pass}, {@code fail}, {@code none} or {@code temperror}. */
    @Override
    public String toString() {
        return text;
    }
}
