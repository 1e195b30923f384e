package dev.rmx.testkit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.xbill.DNS.Master;
import org.xbill.DNS.Name;
import org.xbill.DNS.NameTooLongException;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Type;

/** The names of a zone file and their records. A name with records below it exists too (RFC 4592 §2.2.2). */
final class ZoneTree {
    private static final Name WILDCARD_LABEL = Name.fromConstantString("*");

    /** Owner, TTL, class and type as dnsjava writes them, separated by any white space. */
    private static final Pattern FIELDS = Pattern.compile("^(\\S+)\\s+(\\S+)\\s+(\\S+)\\s+(\\S+)\\s+");

    private final Map<Name, Node> nodes = new HashMap<>();

    /** The records of one name; none if only names below it have records. */
    static final class Node {
        private final List<Record> records = new ArrayList<>();

        /** The records of a type, with {@code owner} as their name: a wildcard's records take the name asked for. */
        List<Record> records(int type, Name owner) {
            return records.stream()
                    .filter(record -> record.getType() == type)
                    .map(record -> record.withName(owner))
                    .toList();
        }
    }

    private ZoneTree() {
        nodes.put(Name.root, new Node());
    }

    static ZoneTree read(Master master) throws IOException {
        ZoneTree tree = new ZoneTree();
        String before = "at the beginning";
        try {
            Record record;
            while ((record = master.nextRecord()) != null) {
                if (beginsWithByteOrderMark(record.getName())) { // it would become part of the name
                    throw new IOException(
                            "there is a byte order mark " + before + ": an included file must begin without one");
                }
                tree.add(record);
                before = "after " + record.getName() + " " + Type.string(record.getType());
            }
        } catch (RuntimeException e) { // dnsjava's parser does not expect this text, and does not say where it is
            throw new IOException("the text " + before + " cannot be read: " + e.getMessage(), e);
        }
        return tree;
    }

    private static boolean beginsWithByteOrderMark(Name name) {
        byte[] label = name.getLabel(0); // begins with its length
        return label.length > 3 && label[1] == (byte) 0xef && label[2] == (byte) 0xbb && label[3] == (byte) 0xbf;
    }

    private void add(Record record) {
        Node node = nodes.computeIfAbsent(record.getName(), name -> new Node());
        if (!node.records.contains(record)) {
            node.records.add(record);
        }
        Name above = record.getName();
        while (above.labels() > 1) {
            above = new Name(above, 1);
            nodes.computeIfAbsent(above, name -> new Node());
        }
    }

    /** The node of a name, or of the wildcard that covers it (RFC 4592 §3.3.1); empty if the name does not exist. */
    Optional<Node> find(Name name) {
        Node node = nodes.get(name);
        if (node != null) {
            return Optional.of(node);
        }
        Name encloser = name;
        do {
            encloser = new Name(encloser, 1);
        } while (!nodes.containsKey(encloser));
        try {
            return Optional.ofNullable(nodes.get(Name.concatenate(WILDCARD_LABEL, encloser)));
        } catch (NameTooLongException e) {
            return Optional.empty(); // the wildcard's name would be too long
        }
    }

    /** The SOA record of the zone that holds the name, if the file has one. */
    Optional<SOARecord> authority(Name name) {
        Name above = name;
        while (true) {
            Node node = nodes.get(above);
            List<Record> soa = node == null ? List.of() : node.records(Type.SOA, above);
            if (!soa.isEmpty()) {
                return Optional.of((SOARecord) soa.get(0));
            }
            if (above.labels() <= 1) {
                return Optional.empty();
            }
            above = new Name(above, 1);
        }
    }

    /** The records as lines of a master file, sorted by name. */
    @Override
    public String toString() {
        return new TreeMap<>(nodes)
                .values().stream()
                        .flatMap(node -> node.records.stream())
                        .map(record -> FIELDS.matcher(record.toString()).replaceFirst("$1 $2 $3 $4 ") + "\n")
                        .collect(Collectors.joining());
    }
}
