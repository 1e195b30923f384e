import org.jspecify.annotations.NullMarked;

/**
 * The model of RMX and SPF records, and the pure verifier, which turns a client address, an envelope sender and DNS
 * answers into a verdict.
 *
 * <p>It does no I/O, starts no thread and reads no clock, so it works with any DNS library.
 *
 * <p>Where to begin:
 *
 * <ul>
 *   <li>To check senders over DNS, begin with {@code RmxChecker} in the module {@code dev.rmx.resolver}. Come back for
 *       {@link dev.rmx.RmxVerdict}, which it gives.
 *   <li>To check with a DNS library of your own: {@link dev.rmx.RmxVerifier#evaluate}.
 *   <li>To make a query of what a client says in SMTP: {@link dev.rmx.receive.EnvelopeSender}.
 *   <li>To turn a verdict into a reply and header fields: {@link dev.rmx.receive.ReceiverPolicy}.
 * </ul>
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
