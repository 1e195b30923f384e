package dev.rmx.resolver.dnsjava;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.xbill.DNS.Master;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * How a {@link DnsjavaResolver} learns whether DNSSEC authenticates an answer (RFC 4033 to 4035): not at all, by the AD bit of an
 * upstream resolver that validates, or by validating itself. An answer that is shown to be bogus has failed, and is never absent
 * ([LOOK-2]).
 *
 * <p>The AD bit (RFC 6840 §5.8) can be set by whoever can change packets on the way here, so the way has to be as trustworthy as
 * the upstream resolver. An answer from one that is not trusted is used, and not authenticated.
 *
 * <p>Immutable, and safe to share between threads.
 */
public final class Dnssec {
    private static final Dnssec OFF = new Dnssec(upstream -> false, List.of());

    /** IANA's key tags of 2017 and 2024. */
    private static final String ROOT_ANCHORS = """
            . IN DS 20326 8 2 E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D
            . IN DS 38696 8 2 683D2D0ACB8C9B712A1948B27F741219298D0A450D612C483AF444A4C0FB2B16
            """;

    private final Predicate<Optional<InetAddress>> trustedUpstreams;
    private final List<Record> anchors;

    private Dnssec(Predicate<Optional<InetAddress>> trustedUpstreams, List<Record> anchors) {
        this.trustedUpstreams = trustedUpstreams;
        this.anchors = List.copyOf(anchors);
    }

    /**
     * No answer is authenticated.
     *
     * @return the mode that is used where none is set
     */
    public static Dnssec off() {
        return OFF;
    }

    /**
     * An answer is authenticated if a name server on a loopback address says so.
     *
     * @return the mode
     */
    public static Dnssec trustAdOfLoopback() {
        return new Dnssec(
                upstream -> upstream.map(InetAddress::isLoopbackAddress).orElse(false), List.of());
    }

    /**
     * An answer is authenticated if one of these name servers says so.
     *
     * @param upstreams the addresses of name servers that validate, and to which the way is safe; one or more
     * @return the mode
     * @throws IllegalArgumentException if there is none, or one occurs twice
     */
    public static Dnssec trustAd(InetAddress... upstreams) {
        Set<InetAddress> trusted = Set.of(upstreams);
        if (trusted.isEmpty()) {
            throw new IllegalArgumentException("name the upstream whose AD bit is trusted, or use Dnssec.off()");
        }
        return new Dnssec(upstream -> upstream.map(trusted::contains).orElse(false), List.of());
    }

    /**
     * An answer is authenticated if whatever was asked says so: for {@linkplain DnsjavaResolver.Builder#transports transports},
     * which have no address by which to trust them.
     *
     * @return the mode
     */
    public static Dnssec trustAdOfAll() {
        return new Dnssec(upstream -> true, List.of());
    }

    /**
     * An answer is authenticated if it validates here, below the root's keys of 2017 and 2024. The name servers that are asked
     * have to be recursive, and to hand DNSSEC's records on.
     *
     * @return the mode
     */
    public static Dnssec validate() {
        return validate(ROOT_ANCHORS);
    }

    /**
     * An answer is authenticated if it validates here, below trust anchors of one's own. A name that is below none of them is
     * not authenticated. The name servers that are asked have to be recursive, and to hand DNSSEC's records on.
     *
     * @param anchors one or more DS or DNSKEY records, as lines of a master file
     * @return the mode
     * @throws IllegalArgumentException if a line cannot be read, naming it by its number, or is no trust anchor
     */
    public static Dnssec validate(String anchors) {
        byte[] text = anchors.getBytes(StandardCharsets.ISO_8859_1);
        List<Record> records = new ArrayList<>();
        try (Master master = new Master(new ByteArrayInputStream(text), Name.root, 0)) {
            master.disableIncludes(true);
            for (Record record = master.nextRecord(); record != null; record = master.nextRecord()) {
                if (record.getType() != Type.DS && record.getType() != Type.DNSKEY) {
                    throw new IllegalArgumentException("a trust anchor is a DS or a DNSKEY record, not " + record);
                }
                records.add(record);
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot read the trust anchors: " + e.getMessage(), e);
        }
        if (records.isEmpty()) {
            throw new IllegalArgumentException("validation needs a trust anchor");
        }
        return new Dnssec(upstream -> false, records);
    }

    /** Whether the AD bit of an upstream counts; of one without an address, where that is empty. */
    boolean trustsAdOf(Optional<InetAddress> upstream) {
        return trustedUpstreams.test(upstream);
    }

    /** Whether answers are validated here. */
    boolean validatesHere() {
        return !anchors.isEmpty();
    }

    /** The trust anchors of validation here: DS and DNSKEY records. */
    List<Record> anchors() {
        return anchors;
    }
}
