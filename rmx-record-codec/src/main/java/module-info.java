import org.jspecify.annotations.NullMarked;

/**
 * The formats of RMX and SPF records: text, RDATA, the TXT encoding, and RFC 3597's generic form for servers without
 * the type.
 */
@NullMarked
module dev.rmx.codec {
    requires transitive dev.rmx.api;
    requires static org.jspecify;

    exports dev.rmx.codec;
    exports dev.rmx.codec.lint;
}
