import org.jspecify.annotations.NullMarked;

/**
 * The model of RMX and SPF records, and the pure verifier, which turns a client address, an envelope sender and DNS
 * answers into a verdict.
 *
 * <p>It does no I/O, starts no thread and reads no clock, so it works with any DNS library.
 */
@NullMarked
@SuppressWarnings("module") // the codec is compiled after this module
module dev.rmx.api {
    requires static org.jspecify;

    exports dev.rmx;
    exports dev.rmx.dns;
    exports dev.rmx.receive;
    exports dev.rmx.record;
    exports dev.rmx.spf;
    exports dev.rmx.packed to
            dev.rmx.codec;
    exports dev.rmx.text to
            dev.rmx.codec,
            dev.rmx.testkit;
}
