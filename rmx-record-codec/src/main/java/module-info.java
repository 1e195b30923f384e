import org.jspecify.annotations.NullMarked;

/**
 * The formats of RMX and SPF records: text, RDATA, the TXT encoding, and RFC 3597's generic form for servers without
 * the type.
 *
 * <p>Where to begin:
 *
 * <ul>
 *   <li>To read and write records as text: {@link dev.rmx.codec.RmxText} and {@link dev.rmx.codec.SpfText}.
 *   <li>To write a line for a name server that does not know the type: {@link dev.rmx.codec.GenericRdata}.
 *   <li>To make answers of RDATA, for a resolver of your own: {@link dev.rmx.codec.RdataDecoder}.
 *   <li>To find what is wrong with a record: {@link dev.rmx.codec.lint.RecordLint}.
 * </ul>
 */
@NullMarked
module dev.rmx.codec {
    requires transitive dev.rmx.api;
    requires static org.jspecify;

    exports dev.rmx.codec;
    exports dev.rmx.codec.lint;
}
