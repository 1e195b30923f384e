package dev.rmx.resolver.dnsjava;

import static java.util.stream.Collectors.joining;

import dev.rmx.codec.RmxWire;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/** How name servers answer queries for an unknown type, as a Markdown table. */
final class UnknownTypeTable {
    private static final int RMX = RmxWire.DEFAULT_TYPE;

    private record Column(String head, String name, int type, int dclass, boolean tcp) {
        static Column udp(String head, String name) {
            return new Column(head, name, RMX, DClass.IN, false);
        }
    }

    private static final List<Column> COLUMNS = List.of(
            Column.udp("RMX", "ipv4.rmx.test."),
            Column.udp("`\\# 0`", "empty.rmx.test."),
            Column.udp("wildcard", "any.wild.rmx.test."),
            Column.udp("no such type", "nodata.rmx.test."),
            Column.udp("no such name", "missing.rmx.test."),
            Column.udp("not served", "not-served.example."),
            Column.udp("not loaded", ServerZones.UNLOADABLE + "."),
            Column.udp("4 of 600 octets", "parts.rmx.test."),
            new Column("over TCP", "parts.rmx.test.", RMX, DClass.IN, true),
            new Column("class ANY", "ipv4.rmx.test.", RMX, DClass.ANY, false),
            new Column("class CH", "ipv4.rmx.test.", RMX, DClass.CH, false),
            new Column("TYPE128", "ipv4.rmx.test.", 128, DClass.IN, false));

    private UnknownTypeTable() {}

    static String head() {
        return COLUMNS.stream().map(Column::head).collect(joining(" | ", "| server | ", " |\n")) + "|---|"
                + "---|".repeat(COLUMNS.size()) + "\n";
    }

    static String row(AuthoritativeServer kind, InetSocketAddress address) throws IOException {
        List<String> cells = new ArrayList<>(List.of(kind.toString()));
        for (Column column : COLUMNS) {
            SimpleResolver resolver = new SimpleResolver(address);
            resolver.setEDNS(0, 1232, 0);
            resolver.setIgnoreTruncation(true);
            resolver.setTCP(column.tcp());
            Record question = Record.newRecord(Name.fromString(column.name()), column.type(), column.dclass());
            cells.add(cell(resolver.send(Message.newQuery(question))));
        }
        return cells.stream().collect(joining(" | ", "| ", " |\n"));
    }

    private static String cell(Message response) {
        int rcode = response.getRcode();
        List<Record> answers = response.getSection(Section.ANSWER);
        List<Record> authority = response.getSection(Section.AUTHORITY);
        List<String> facts = new ArrayList<>();
        if (rcode != Rcode.NOERROR) {
            facts.add(Rcode.string(rcode));
        }
        if (response.getHeader().getFlag(Flags.TC)) {
            facts.add("TC, %d octets".formatted(response.numBytes()));
        } else if (rcode == Rcode.NOERROR && answers.isEmpty()) {
            facts.add("NODATA");
        }
        if (!answers.isEmpty()) {
            facts.add(types(answers));
        }
        if (!authority.isEmpty()) {
            facts.add(types(authority));
        }
        if ((rcode == Rcode.NOERROR || rcode == Rcode.NXDOMAIN)
                && !response.getHeader().getFlag(Flags.AA)) {
            facts.add("no AA");
        }
        return String.join(", ", facts);
    }

    /** The types of a section's records, with their number if more than one. */
    private static String types(List<Record> records) {
        String types = records.stream()
                .map(Record::getType)
                .distinct()
                .map(type -> type == RMX ? "RMX" : Type.string(type))
                .collect(joining(" "));
        return records.size() == 1 ? types : records.size() + " " + types;
    }
}
