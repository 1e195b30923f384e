package dev.rmx;

/** The result of a check, which a filter acts on. {@link RmxOutcome} says why. */
public enum RmxResult {
    /** The domain says that this client may send for it. */
    PASS("pass"),
    /** The domain says which clients may send for it, and this is none of them. */
    FAIL("fail"),
    /** The domain says nothing that can be used. */
    NONE("none"),
    /** DNS could not be asked; the same check can give another result later. */
    TEMPERROR("temperror");

    private final String text;

    RmxResult(String text) {
        this.text = text;
    }

    /** The result as it is written in header fields and output: {@code pass}, {@code fail}, {@code none}, {@code temperror}. */
    @Override
    public String toString() {
        return text;
    }
}
