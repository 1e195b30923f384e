package dev.rmx;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsData;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.record.AplItem;
import dev.rmx.record.AplRecord;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import dev.rmx.record.RmxEntry;
import dev.rmx.record.RmxRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A second, slow and obvious evaluation: every answer is known, found or absent, and the first matching entry decides.
 * It checks {@code user@example.org} from an IPv4 client, with records within the limits.
 */
final class FirstMatch {
    private final IpAddress client;
    private final Map<DnsQuestion, DnsAnswer> answers;

    FirstMatch(IpAddress client, Map<DnsQuestion, DnsAnswer> answers) {
        this.client = client;
        this.answers = answers;
    }

    /** Outcome and mechanism, such as {@code Denied unused:}. */
    String evaluate() {
        Optional<List<RmxRecord>> records = recordsOf("example.org", "_rmx.example.org");
        if (records.isEmpty()) {
            return "NoRMX";
        }
        for (RmxEntry entry : inOrder(records.get())) {
            if (entry instanceof RmxEntry.Full) {
                Optional<List<RmxRecord>> full = recordsOf("user._rmx.example.org", "user._rmx.example.org");
                List<RmxEntry> inner = inOrder(full.orElse(List.of()));
                if (inner.contains(new RmxEntry.Full())) {
                    return "malformed";
                }
                for (RmxEntry innerEntry : inner) {
                    if (matches(innerEntry)) {
                        return describe(innerEntry);
                    }
                }
            } else if (matches(entry)) {
                return describe(entry);
            }
        }
        return "NotInRMX";
    }

    private static String describe(RmxEntry entry) {
        boolean denies = entry.negated() || entry instanceof RmxEntry.Unused;
        return (denies ? "Denied " : "Granted ") + entry;
    }

    private static List<RmxEntry> inOrder(List<RmxRecord> records) {
        List<RmxEntry> entries = new ArrayList<>();
        records.stream().distinct().sorted().forEach(record -> entries.addAll(record.entries()));
        return entries;
    }

    private Optional<List<RmxRecord>> recordsOf(String name, String txtName) {
        Optional<DnsData> data = data(name, RecordType.RMX).or(() -> data(txtName, RecordType.RMX_TXT));
        return data.map(found -> ((DnsData.RmxRecords) found).records());
    }

    private boolean matches(RmxEntry entry) {
        return switch (entry.type()) {
            case IPV4, IPV6 -> ((RmxEntry.Literal) entry).prefix().contains(client);
            case UNUSED -> true;
            case HOST -> holdsClient(((RmxEntry.Host) entry).name());
            case APL -> apl(((RmxEntry.Apl) entry).name());
            case DOMAIN -> domain(orSubject(((RmxEntry.Domain) entry).name()));
            case MAPPED ->
                data(client + "." + orSubject(((RmxEntry.Mapped) entry).name()), RecordType.A)
                        .isPresent();
            case MX -> mx();
            case FULL -> throw new AssertionError("stands for other entries");
        };
    }

    private boolean apl(DomainName name) {
        List<AplRecord> lists = data(name.toString(), RecordType.APL)
                .map(data -> ((DnsData.PrefixLists) data).lists())
                .orElse(List.of());
        for (AplRecord list : lists.stream().distinct().sorted().toList()) {
            for (AplItem item : list.items()) {
                if (item.prefix().contains(client)) {
                    return !item.negated();
                }
            }
        }
        return false;
    }

    private boolean domain(DomainName domain) {
        byte[] octets = client.octets();
        String reverse = "in-addr.arpa";
        for (byte octet : octets) {
            reverse = (octet & 0xff) + "." + reverse;
        }
        Optional<DnsData> names = data(reverse, RecordType.PTR);
        return names.isPresent()
                && ((DnsData.Names) names.get())
                        .names().stream()
                                .filter(name -> ("." + name).endsWith("." + domain))
                                .anyMatch(this::holdsClient);
    }

    private boolean mx() {
        Optional<DnsData> exchanges = data("example.org", RecordType.MX);
        return exchanges.isPresent()
                && ((DnsData.Exchanges) exchanges.get())
                        .exchanges().stream()
                                .map(DnsData.Exchange::host)
                                .filter(host -> !host.isRoot())
                                .anyMatch(this::holdsClient);
    }

    private boolean holdsClient(DomainName host) {
        Optional<DnsData> addresses = data(host.toString(), RecordType.A);
        return addresses.isPresent()
                && ((DnsData.Addresses) addresses.get()).addresses().contains(client);
    }

    private static DomainName orSubject(DomainName name) {
        return name.isRoot() ? DomainName.parse("example.org") : name;
    }

    private Optional<DnsData> data(String name, RecordType type) {
        DnsAnswer answer = answers.get(Dns.question(name, type));
        if (answer instanceof DnsAnswer.Found found) {
            return Optional.of(found.data());
        }
        if (answer instanceof DnsAnswer.Absent) {
            return Optional.empty();
        }
        throw new AssertionError(name + " " + type + ": " + answer);
    }
}
