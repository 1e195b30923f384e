import org.jspecify.annotations.NullMarked;

/**
 * The RMX model and the pure verifier: from a client address, an envelope sender and DNS answers to a verdict.
 *
 * <p>Nothing here does I/O, starts a thread or reads a clock, so it can be used with any DNS library.
 */
@NullMarked
module dev.rmx.api {
    requires static org.jspecify;

    exports dev.rmx;
    exports dev.rmx.dns;
    exports dev.rmx.receive;
    exports dev.rmx.record;
}
