package dev.rmx.receive;

/** What a receiver does with a message ([DISP-1]). {@link ReceiverPolicy} chooses it. */
public enum Disposition {
    /** Take the message, and say nothing about the check. */
    ACCEPT,
    /** Take the message, and add header fields that tell the verdict. */
    ACCEPT_AND_MARK,
    /** Take the message, and keep it from its reader: until DNS answers again ({@code temperror}), or until somebody looks at it. */
    QUARANTINE,
    /** Refuse the message for now, so that the client tries again: {@code 451}. */
    DEFER,
    /** Refuse the message for good: {@code 550}. */
    REJECT
}
