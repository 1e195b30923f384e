package dev.rmx.receive;

/** Why there is no verdict on a message ([DISP-5]): nothing tells which client sent it, or nobody has to allow that client. */
public enum Unchecked {
    /** The mail server does not know the client's address. */
    NO_ADDRESS,
    /** The client has authenticated itself, and submits a message of its own. */
    SUBMITTED,
    /** The message comes from a program on this host. */
    LOCAL,
    /** The header section does not tell the client. */
    UNKNOWN;

    /** What this says of the message, in a few words. */
    @Override
    public String toString() {
        return switch (this) {
            case NO_ADDRESS -> "the address of the client is not known";
            case SUBMITTED -> "the client has authenticated itself";
            case LOCAL -> "the message comes from this host";
            case UNKNOWN -> "the header section does not tell the client";
        };
    }
}
