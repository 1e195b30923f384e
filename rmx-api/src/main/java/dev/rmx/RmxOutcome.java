package dev.rmx;

/** Why a check has its result: the seven words of the draft's section 8 ([RES-1]). */
public enum RmxOutcome {
    /** The deciding entry or term grants; DMP's {@code allow}. */
    GRANTED("Granted", RmxResult.PASS), // [RES-1] each outcome with its result
    /** The deciding entry is negated, or is {@code unused}; SPF's {@code fail}; DMP's {@code deny}. */
    DENIED("Denied", RmxResult.FAIL),
    /** There is an RMX record, and no entry matches; or the domain takes part in DMP, and does not list the client. */
    NOT_IN_RMX("NotInRMX", RmxResult.FAIL),
    /**
     * There is no record, or no subject that can be checked; SPF's {@code softfail} and {@code neutral} ([SPF-2]); a
     * fail by DMP that the HELO name excuses ([DMP-3]). For SPF, {@link RmxVerdict#spf} says which.
     */
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
