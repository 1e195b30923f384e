import org.jspecify.annotations.NullMarked;

/** The formats of RMX records: text, RDATA, the TXT encoding, and RFC 3597's form for servers that do not know RMX. */
@NullMarked
module dev.rmx.codec {
    requires transitive dev.rmx.api;
    requires static org.jspecify;

    exports dev.rmx.codec;
}
