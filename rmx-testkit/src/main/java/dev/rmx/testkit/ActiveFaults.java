package dev.rmx.testkit;

import dev.rmx.record.DomainName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** The faults still pending on a server. A question meets the first fault that concerns it. Thread-safe. */
final class ActiveFaults {
    private final List<Active> active = new ArrayList<>();

    private static final class Active {
        private final DnsFaultRule rule;
        private int left;

        Active(DnsFaultRule rule) {
            this.rule = rule;
            this.left = rule.times();
        }

        boolean concerns(DomainName name, int type) {
            return left > 0
                    && rule.name().map(name::equals).orElse(true)
                    && rule.type()
                            .map(only -> Type.value(only.mnemonic()) == type)
                            .orElse(true);
        }
    }

    synchronized void add(DnsFaultRule rule) {
        active.add(new Active(rule));
    }

    synchronized void clear() {
        active.clear();
    }

    /** The fault that this question meets, if any; counts it. */
    synchronized Optional<DnsFault> meet(Record question, boolean tcp) {
        DomainName name = DomainName.fromWire(question.getName().toWire());
        for (Active one : active) {
            if (one.concerns(name, question.getType())) {
                if (tcp || !happensOverTcp(one.rule.fault())) {
                    one.left--;
                }
                return Optional.of(one.rule.fault());
            }
        }
        return Optional.empty();
    }

    /** Whether the response over UDP only sends the client to TCP, where the fault happens. */
    private static boolean happensOverTcp(DnsFault fault) {
        return fault == DnsFault.Plain.TCP_SILENT
                || fault == DnsFault.Plain.TCP_CLOSED
                || fault == DnsFault.Plain.TCP_DRIBBLE;
    }
}
