package dev.rmx;

/** Why a check has its result: the seven words of the draft's section 8 ([RES-1]). */
public enum RmxOutcome {
    /** The deciding entry grants. */
    GRANTED("Granted", RmxResult.PASS),
    /** The deciding entry is negated, or is {@code unused}. */
    DENIED("Denied", RmxResult.FAIL),
    /** A record exists, and no entry of it matches. */
    NOT_IN_RMX("NotInRMX", RmxResult.FAIL),
    /** There is no record, or no subject that can be checked. */
    NO_RMX("NoRMX", RmxResult.NONE),
    /** The published data is malformed or over the limits; asking again does not help. */
    BAD_DATA("BadData", RmxResult.NONE),
    /** The client is a trusted relay; nothing was checked or asked. */
    TRUSTED("Trusted", RmxResult.NONE),
    /** DNS could not be asked, and its answer could change the result. */
    TEMP_FAIL("TempFail", RmxResult.TEMPERROR);

    private final String text;
    private final RmxResult result;

    RmxOutcome(String text, RmxResult result) {
        this.text = text;
        this.result = result;
    }

    /**
     * The result that this outcome means.
     *
     * @return pass, fail, none or temperror
     */
    public RmxResult result() {
        return result;
    }

    /** The outcome as the draft spells it, such as {@code NotInRMX}. */
    @Override
    public String toString() {
        return text;
    }
}
