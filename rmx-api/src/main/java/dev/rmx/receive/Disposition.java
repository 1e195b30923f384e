package dev.rmx.receive;

/** What a receiver does with a message ([DISP-1]). {@link ReceiverPolicy} chooses it. */
public enum Disposition {
    /** Take the message without a word about the check. */
    ACCEPT,
    /** Take the message and add header fields with the verdict. */
    ACCEPT_AND_MARK,
    /** Take the message but do not deliver it: until DNS answers ({@code temperror}), or until somebody looks at it. */
    QUARANTINE,
    /** Refuse the message for now ({@code 451}), so that the client tries again. */
    DEFER,
    /** Refuse the message for good ({@code 550}). */
    REJECT
}
