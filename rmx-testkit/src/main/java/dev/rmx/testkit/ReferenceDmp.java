package dev.rmx.testkit;

import dev.rmx.PublishedForm;
import dev.rmx.RmxOutcome;
import dev.rmx.RmxQuery;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsData;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.record.DomainName;
import dev.rmx.testkit.ReferenceVerifier.Conclusion;
import java.util.Map;
import java.util.Optional;

/** DMP: first the records at the client's address, then the record of the domain ([DMP-1], [DMP-2]). */
final class ReferenceDmp {
    private static final DnsData.Dmp NOTHING = new DnsData.Dmp(false, false, false);

    private final ReferenceNames names;
    private final Map<DnsQuestion, DnsAnswer> answers;

    ReferenceDmp(RmxQuery query, Map<DnsQuestion, DnsAnswer> answers) {
        this.names = new ReferenceNames(query.client(), query.subject().orElseThrow());
        this.answers = answers;
    }

    /** What the form comes to; empty if it is absent. */
    Optional<Conclusion> conclude() {
        Optional<DomainName> name = names.dmpClient();
        Optional<DnsData.Dmp> ofClient = ask(name);
        DnsData.Dmp said = ofClient.orElse(NOTHING);
        if (said.allows() != said.denies()) {
            RmxOutcome outcome = said.allows() ? RmxOutcome.GRANTED : RmxOutcome.DENIED;
            return Optional.of(conclusion(outcome, name.map(listed -> "dmp:" + listed)));
        }
        Optional<DnsData.Dmp> ofDomain = ask(names.dmpDomain());
        if (ofDomain.isPresent() && !ofDomain.get().takesPart()) {
            return Optional.empty();
        }
        boolean certain = ofDomain.isPresent() && ofClient.isPresent();
        return Optional.of(conclusion(certain ? RmxOutcome.NOT_IN_RMX : RmxOutcome.TEMP_FAIL, Optional.empty()));
    }

    private static Conclusion conclusion(RmxOutcome outcome, Optional<String> mechanism) {
        return new Conclusion(outcome, Optional.of(PublishedForm.DMP), mechanism, Optional.empty());
    }

    /** What the records at a name say; empty if the lookup failed. No name can be too long and have records. */
    private Optional<DnsData.Dmp> ask(Optional<DomainName> name) {
        if (name.isEmpty()) {
            return Optional.of(NOTHING);
        }
        DnsAnswer answer = answers.get(new DnsQuestion(name.get(), RecordType.DMP));
        if (answer instanceof DnsAnswer.Found found) {
            return Optional.of((DnsData.Dmp) found.data());
        }
        return answer instanceof DnsAnswer.Absent ? Optional.of(NOTHING) : Optional.empty();
    }
}
