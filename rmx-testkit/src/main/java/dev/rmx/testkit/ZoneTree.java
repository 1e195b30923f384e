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

/** The names of a zone file and their records. A name above one that has records exists too (RFC 4592 §2.2.2). */
final class ZoneTree {
    private static final Name WILDCARD_LABEL = Name.fromConstantString("*");

    /** Owner, time to live, class and type, with any blanks between, as dnsjava writes them. */
    private static final Pattern FIELDS = Pattern.compile("^(\\S+)\\s+(\\S+)\\s+(\\S+)\\s+(\\S+)\\s+");

    private final Map<Name, Node> nodes = new HashMap<>();

    /** What is at one name; for a name that only has others below it, nothing. */
    static final class Node {
        private final List<Record> records = new ArrayList<>();

        /** The records of a type, with {@code owner} for a name, which differs where a wildcard was used. */
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
                if (beginsWithByteOrderMark(record.getName())) { // else it would be another name
                    throw new IOException("a byte order mark stands " + before + ": an included file begins without");
                }
                tree.add(record);
                before = "after " + record.getName() + " " + Type.string(record.getType());
            }
        } catch (RuntimeException e) { // dnsjava has not foreseen what stands there, and does not say where
            throw new IOException("what stands " + before + " cannot be read: " + e.getMessage(), e);
        }
        return tree;
    }

    private static boolean beginsWithByteOrderMark(Name name) {
        byte[] label = name.getLabel(0); // its length first
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

    /** What is at a name, or at the wildcard that stands for it (RFC 4592 §3.3.1); empty if the name does not exist. */
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
            return Optional.empty(); // no room for a wildcard below that name
        }
    }

    /** The SOA record of the zone that a name is in, if the file has it. */
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

    /** The records as lines of a master file, in the order of their names. */
    @Override
    public String toString() {
        return new TreeMap<>(nodes)
                .values().stream()
                        .flatMap(node -> node.records.stream())
                        .map(record -> FIELDS.matcher(record.toString()).replaceFirst("$1 $2 $3 $4 ") + "\n")
                        .collect(Collectors.joining());
    }
}
