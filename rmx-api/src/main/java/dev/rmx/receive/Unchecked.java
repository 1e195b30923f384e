package dev.rmx.receive;

/** Why there is no verdict on a message ([DISP-5]): its client is not known, or needs no check. */
public enum Unchecked {
    /** The mail server does not know the client's address. */
    NO_ADDRESS,
    /** The client authenticated itself and submits its own message. */
    SUBMITTED,
    /** The message comes from a program on this host. */
    LOCAL,
    /** The header section does not show the client. */
    UNKNOWN;

    /** The reason in a few words, for replies and logs. */
    @Override
    public String toString() {
        return switch (this) {
            case NO_ADDRESS -> "the address of the client is not known";
            case SUBMITTED -> "the client has authenticated itself";
            case LOCAL -> "the message comes from this host";
            case UNKNOWN -> "the header section does not show the client";
        };
    }
}
