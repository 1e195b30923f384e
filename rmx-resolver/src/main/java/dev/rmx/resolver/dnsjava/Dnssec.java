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
 * How a {@link DnsjavaResolver} learns whether DNSSEC authenticates an answer (RFC 4033 to 4035): not at all, by the AD
 * bit of a validating upstream resolver, or by validating itself. A bogus answer is a failure, never absent ([LOOK-2]).
 *
 * <p>Anybody who can change packets between here and the upstream resolver can set the AD bit (RFC 6840 §5.8), so that
 * path must be as trustworthy as the resolver. An answer from an untrusted resolver is used, but not authenticated.
 *
 * <p>Immutable, and safe to share between threads.
 */
public final class Dnssec {
    private static final Dnssec OFF = new Dnssec(upstream -> false, List.of());

    /** The root's keys of 2017 and 2024, from IANA. */
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
     * Authenticates no answer. This is the default.
     *
     * @return the mode
     */
    public static Dnssec off() {
        return OFF;
    }

    /**
     * Trusts the AD bit of name servers on loopback addresses.
     *
     * @return the mode
     */
    public static Dnssec trustAdOfLoopback() {
        return new Dnssec(
                upstream -> upstream.map(InetAddress::isLoopbackAddress).orElse(false), List.of());
    }

    /**
     * Trusts the AD bit of these name servers.
     *
     * @param upstreams one or more addresses of validating name servers, with a safe path to each
     * @return the mode
     * @throws IllegalArgumentException if there is none, or one occurs twice
     */
    public static Dnssec trustAd(InetAddress... upstreams) {
        Set<InetAddress> trusted = Set.of(upstreams);
        if (trusted.isEmpty()) {
            throw new IllegalArgumentException("name an upstream whose AD bit to trust, or use Dnssec.off()");
        }
        return new Dnssec(upstream -> upstream.map(trusted::contains).orElse(false), List.of());
    }

    /**
     * Trusts every AD bit. For {@linkplain DnsjavaResolverBuilder#transports transports}, which have no address to
     * trust.
     *
     * @return the mode
     */
    public static Dnssec trustAdOfAll() {
        return new Dnssec(upstream -> true, List.of());
    }

    /**
     * Validates answers here, from the root's keys of 2017 and 2024. The name servers must be recursive, and must pass
     * on DNSSEC records.
     *
     * @return the mode
     */
    public static Dnssec validate() {
        return validate(ROOT_ANCHORS);
    }

    /**
     * Validates answers here, from the given trust anchors. A name below none of them is not authenticated. The name
     * servers must be recursive, and must pass on DNSSEC records.
     *
     * @param anchors one or more DS or DNSKEY records, as lines of a master file
     * @return the mode
     * @throws IllegalArgumentException if a line cannot be parsed (the message gives its number) or is no trust anchor
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

    /** Whether the AD bit of an upstream counts. Empty for an upstream without an address. */
    boolean trustsAdOf(Optional<InetAddress> upstream) {
        return trustedUpstreams.test(upstream);
    }

    boolean validatesHere() {
        return !anchors.isEmpty();
    }

    /** The trust anchors, DS and DNSKEY records; empty unless answers are validated here. */
    List<Record> anchors() {
        return anchors;
    }
}
