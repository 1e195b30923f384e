package dev.rmx.resolver.dnsjava;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * A response with its records grouped into sets once, in linear time. dnsjava groups them several times for each
 * response that it validates, and compares each record with every other. There is no additional section: nothing reads
 * it, and validation stores its findings there.
 */
final class GroupedMessage extends Message {
    /** Larger sets are made of {@link DistinctRecord}s: comparing plain records writes them out, which is slow. */
    private static final int LARGE = 4;

    /** Types whose data dnsjava reads, so these records are not wrapped. Their number is bounded. */
    private static final Set<Integer> LOOKED_INTO =
            Set.of(Type.CNAME, Type.DNAME, Type.DNSKEY, Type.DS, Type.NSEC, Type.NSEC3, Type.SOA);

    private final List<RRset> answer;
    private final List<RRset> authority;

    private GroupedMessage(Message response, List<RRset> answer, List<RRset> authority) {
        super(response.getHeader().getID());
        Header header = getHeader();
        for (int flag = 0; flag < 16; flag++) {
            if (Flags.isFlag(flag) && response.getHeader().getFlag(flag)) {
                header.setFlag(flag);
            }
        }
        header.setOpcode(response.getHeader().getOpcode());
        header.setRcode(response.getHeader().getRcode());
        this.answer = answer;
        this.authority = authority;
        if (response.getQuestion() != null) {
            addRecord(response.getQuestion(), Section.QUESTION);
        }
        add(answer, Section.ANSWER);
        add(authority, Section.AUTHORITY);
    }

    private void add(List<RRset> sets, int section) {
        for (RRset set : sets) {
            set.rrs(false).forEach(record -> addRecord(record, section));
            set.sigs().forEach(signature -> addRecord(signature, section));
        }
    }

    /**
     * Normalizes a response: keeps the answer records of the question and its aliases, in order, and the authority
     * records that dnsjava accepts (CVE-2024-25638).
     *
     * @throws NoAnswerException if it exceeds {@link ValidationBounds}, or its aliases contradict each other
     */
    static GroupedMessage normalized(Message query, Message response) throws NoAnswerException {
        ValidationBounds.checkRecords(response);
        GroupedMessage all = new GroupedMessage(
                response, group(response.getSection(Section.ANSWER)), group(response.getSection(Section.AUTHORITY)));
        Message normalized = all.normalizedOnce(query);
        if (normalized == null) {
            throw NoAnswerException.unusable("contradictory aliases");
        }
        return new GroupedMessage(
                normalized,
                regroup(normalized.getSection(Section.ANSWER), all.answer),
                regroup(normalized.getSection(Section.AUTHORITY), all.authority));
    }

    /** Copies a response without its records. */
    static GroupedMessage bare(Message response) {
        return new GroupedMessage(response, List.of(), List.of());
    }

    private record Key(Name name, int type) {}

    /** Groups the records of class IN into sets; ignores other classes ([LOOK-5]). */
    private static List<RRset> group(List<Record> records) throws NoAnswerException {
        Map<Key, List<Record>> byKey = new LinkedHashMap<>();
        for (Record record : records) {
            if (record.getDClass() == DClass.IN) {
                byKey.computeIfAbsent(new Key(record.getName(), record.getRRsetType()), key -> new ArrayList<>())
                        .add(record);
                ValidationBounds.checkSets(byKey.size());
            }
        }
        List<RRset> sets = new ArrayList<>();
        for (List<Record> set : byKey.values()) {
            sets.add(set(set));
        }
        return sets;
    }

    private static RRset set(List<Record> records) throws NoAnswerException {
        List<Record> data = new ArrayList<>();
        List<Record> signatures = new ArrayList<>();
        for (Record record : records) {
            (record instanceof RRSIGRecord ? signatures : data).add(record);
        }
        ValidationBounds.checkSet(data, signatures);
        RRset set = new RRset();
        boolean isLarge =
                data.size() > LARGE && !LOOKED_INTO.contains(data.get(0).getType());
        (isLarge ? DistinctRecord.of(data) : data).forEach(set::addRR);
        signatures.forEach(set::addRR);
        return set;
    }

    /**
     * Finds the known sets of these records. A record without a known set gets its own: an alias that dnsjava made from
     * a DNAME.
     */
    private static List<RRset> regroup(List<Record> records, List<RRset> known) {
        IdentityHashMap<Record, RRset> byFirst = new IdentityHashMap<>();
        known.forEach(set -> byFirst.put(set.first(), set));
        List<RRset> sets = new ArrayList<>();
        int left = 0; // records left of the current set
        for (Record record : records) {
            if (left > 0) {
                left--;
                continue;
            }
            RRset set = byFirst.get(record);
            sets.add(set == null ? new RRset(record) : set);
            left = set == null ? 0 : set.size() + set.sigSize() - 1;
        }
        return sets;
    }

    /** Unwraps the records of a validated response. */
    static Message withOriginals(Message validated) {
        Message same = validated;
        for (int section : new int[] {Section.ANSWER, Section.AUTHORITY}) {
            List<Record> records = validated.getSection(section);
            if (records.stream().anyMatch(DistinctRecord.class::isInstance)) {
                same = same.clone();
                same.removeAllRecords(section);
                for (Record record : records) {
                    same.addRecord(DistinctRecord.original(record), section);
                }
            }
        }
        return same;
    }

    private @Nullable Message normalizedOnce(Message query) {
        return super.normalize(query);
    }

    /** Returns this response, which is already normalized. */
    @Override
    public Message normalize(Message query) {
        return this;
    }

    @Override
    public List<RRset> getSectionRRsets(int section) {
        return switch (section) {
            case Section.ANSWER -> answer;
            case Section.AUTHORITY -> authority;
            default -> List.of();
        };
    }
}
