package dev.rmx.testkit.lint;

import static dev.rmx.PublishedForm.RMX;
import static dev.rmx.PublishedForm.RMX_TXT;
import static dev.rmx.PublishedForm.SPF;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rmx.PublishedForm;
import dev.rmx.RmxExpansion;
import dev.rmx.RmxLimits;
import dev.rmx.RmxResult;
import dev.rmx.RmxVerdict;
import dev.rmx.RmxVerifier;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpFamily;
import dev.rmx.record.IpRanges;
import dev.rmx.resolver.AuditedDomain;
import dev.rmx.resolver.DomainAudit;
import dev.rmx.resolver.DomainLint;
import dev.rmx.resolver.RmxExpander;
import dev.rmx.resolver.RmxResolver;
import dev.rmx.testkit.RmxZone;
import dev.rmx.testkit.jqwik.RmxDomain;
import dev.rmx.testkit.jqwik.RmxWorld;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.domains.Domain;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Audits: what they say, that they say the same as an expansion and a lint, and their bounds. */
class DomainAuditTest {
    private static final DomainName DOMAIN = DomainName.parse("example.org");
    private static final String ZONE = """
            example.org.      300 IN TXT "v=spf1 include:_spf.example.org a:mail.example.org -all"
            _spf.example.org. 200 IN TXT "v=spf1 ip4:6.1.2.0/24 -all"
            mail.example.org. 100 IN A   6.1.3.1
            mail.example.org. 100 IN AAAA 2a00::1
            example.org.      300 IN RMX ipv4:6.1.2.0/24
            ptr.example.      300 IN TXT "v=spf1 ip4:6.1.2.3 ptr -all"
            bad.example.      300 IN TXT "v=spf1 ip4:6.1.2 -all"
            many.example.     300 IN TXT "v=spf1 include:many.example -all"
            """;

    private static AuditedDomain audit(RmxZone zone, String domain) {
        return DomainAudit.of(zone.resolver())
                .auditAsync(DomainName.parse(domain), Runnable::run)
                .join();
    }

    private static RmxZone failing(String name, RecordType type) {
        return RmxZone.parse(ZONE).failing(DomainName.parse(name), Optional.of(type));
    }

    @Test
    void LINT_4_an_audit_says_what_is_published_and_who_may_send() {
        Instant before = Instant.now();
        AuditedDomain audited = audit(RmxZone.parse(ZONE), "example.org");

        assertThat(audited.state()).isEqualTo(AuditedDomain.State.PUBLISHED);
        assertThat(audited.form()).contains(SPF);
        assertThat(audited.forms().keySet()).containsExactly(SPF, RMX, RMX_TXT);
        assertThat(audited.authorized(IpFamily.IPV4)).isEqualTo(257);
        assertThat(audited.authorized(IpFamily.IPV6)).isEqualTo(1);
        assertThat(audited.isComplete()).isTrue();
        assertThat(audited.spfLookups()).hasValue(2);
        assertThat(audited.spfVoids()).hasValue(0);
        assertThat(audited.isAuthenticated()).isFalse();
        assertThat(audited.validUntil().orElseThrow())
                .isBetween(before.plusSeconds(100), Instant.now().plusSeconds(100));
        assertThat(audited.time()).isBetween(before, Instant.now());
    }

    @Test
    void LINT_4_what_cannot_be_listed_is_not_counted_and_said() {
        AuditedDomain audited = audit(RmxZone.parse(ZONE), "ptr.example");

        assertThat(audited.authorized(IpFamily.IPV4)).isEqualTo(1);
        assertThat(audited.isComplete()).isFalse();
        assertThat(audited.state()).isEqualTo(AuditedDomain.State.PUBLISHED);
    }

    @ParameterizedTest
    @CsvSource({
        "nothing.example, ABSENT",
        "bad.example,     UNUSABLE",
        "many.example,    UNUSABLE",
        "ptr.example,     PUBLISHED"
    })
    void FORM_2_an_audit_comes_to_one_state(String domain, AuditedDomain.State state) {
        assertThat(audit(RmxZone.parse(ZONE), domain).state()).isEqualTo(state);
    }

    /** What each failed lookup makes of the domain and of each form; no other form changes. */
    @ParameterizedTest
    @CsvSource({
        "example.org,      SPF,  FAILED,        Failed, Found,  Absent",
        "example.org,      RMX,  PUBLISHED,     Found,  Failed, Absent",
        "_rmx.example.org, SPF,  PUBLISHED,     Found,  Found,  Failed",
        "_spf.example.org, SPF,  PARTLY_FAILED, Found,  Found,  Absent",
        "mail.example.org, AAAA, PARTLY_FAILED, Found,  Found,  Absent",
        "other.example,    A,    PUBLISHED,     Found,  Found,  Absent"
    })
    void LOOK_2_failed_is_never_absent(
            String name, RecordType type, AuditedDomain.State state, String spf, String rmx, String txt) {
        AuditedDomain audited = audit(failing(name, type), "example.org");

        assertThat(audited.state()).isEqualTo(state);
        assertThat(audited.forms().values())
                .extracting(answer -> answer.getClass().getSimpleName())
                .containsExactly(spf, rmx, txt);
        assertThat(audited.form().isEmpty()).isEqualTo(state == AuditedDomain.State.FAILED);
        assertThat(audited.isComplete()).isEqualTo(state == AuditedDomain.State.PUBLISHED);
    }

    @Test
    void LOOK_2_a_failure_that_matters_only_where_a_directive_matches_that_cannot_be_listed() {
        RmxZone zone = RmxZone.parse("some.example. IN RMX !mx: domain:x.example\nsome.example. IN MX 10 m.example.")
                .failing(DomainName.parse("some.example"), Optional.of(RecordType.MX));

        assertThat(audit(zone, "some.example").state()).isEqualTo(AuditedDomain.State.PARTLY_FAILED);
    }

    @Property(tries = 50)
    @Domain(RmxDomain.class)
    void LINT_4_an_audit_is_an_expansion_and_a_lint(@ForAll RmxWorld world) {
        RmxResolver resolver = world.zone().resolver();
        DomainName domain =
                world.query().subject().filter(DomainName::isUsableSubject).orElse(DOMAIN);

        AuditedDomain audited =
                DomainAudit.of(resolver).auditAsync(domain, Runnable::run).join();

        assertThat(audited.lint()).isEqualTo(DomainLint.of(resolver).lint(domain));
        RmxExpansion expansion = new RmxExpander(resolver, Duration.ofMinutes(1))
                .expand(new RmxVerifier(DomainAudit.DEFAULT_FORMS, RmxLimits.DEFAULT, List.of()), domain);
        IpRanges passing = expansion.addresses(RmxResult.PASS);
        assertThat(audited.authorized(IpFamily.IPV4).add(audited.authorized(IpFamily.IPV6)))
                .isEqualTo(passing.count());
        assertThat(audited.state() == AuditedDomain.State.FAILED)
                .isEqualTo(expansion.parts().stream()
                                .allMatch(part -> part.verdict()
                                        .filter(verdict -> verdict.result() == RmxResult.TEMPERROR)
                                        .isPresent())
                        && audited.form().isEmpty());
        Optional<PublishedForm> decides = audited.state() == AuditedDomain.State.FAILED
                ? expansion.parts().get(0).verdict().flatMap(RmxVerdict::form)
                : audited.form();
        assertThat(decides)
                .isEqualTo(expansion.parts().stream()
                        .flatMap(part -> part.verdict().or(part::otherwise).stream())
                        .flatMap(verdict -> verdict.form().stream())
                        .findFirst());
        AuditedDomain waited =
                DomainAudit.of(resolver).withClock(() -> audited.time()).audit(domain);
        assertThat(waited.lint()).isEqualTo(audited.lint());
        assertThat(waited.state()).isEqualTo(audited.state());
    }

    @Test
    void LIM_4_each_question_is_asked_once_and_their_number_is_bounded() {
        String includes = IntStream.range(0, 100)
                .mapToObj(i -> "\" include:n" + i + ".example.org a:a" + i + ".example.org mx:m" + i + ".example.org\"")
                .collect(Collectors.joining(" "));
        RmxResolver zone = RmxZone.parse("example.org. IN TXT \"v=spf1\" " + includes + " \" -all\"\n"
                        + "*.example.org. IN TXT \"v=spf1\" " + includes.replace("example.org", "x.example.org") + "\n")
                .resolver();
        Set<DnsQuestion> questions = new HashSet<>();
        RmxResolver counting = (question, budget) -> {
            assertThat(questions.add(question)).as(question.toString()).isTrue();
            return zone.resolve(question, budget);
        };

        AuditedDomain audited = DomainAudit.of(counting)
                .withQuestions(150)
                .auditAsync(DOMAIN, Runnable::run)
                .join();

        assertThat(questions).hasSizeBetween(100, 150);
        assertThat(audited.spfLookups()).hasValue(101);
        assertThat(audited.lint().remarks()).anyMatch(remark -> remark.contains("at most 150 questions"));
    }

    @Test
    void FORM_1_only_the_forms_that_are_looked_for_are_asked() {
        RmxResolver zone = RmxZone.parse(ZONE).resolver();
        Set<RecordType> types = new HashSet<>();
        RmxResolver counting = (question, budget) -> {
            types.add(question.type());
            return zone.resolve(question, budget);
        };

        AuditedDomain audited = DomainAudit.of(counting)
                .withForms(List.of(SPF))
                .auditAsync(DOMAIN, Runnable::run)
                .join();

        assertThat(types).containsExactlyInAnyOrder(RecordType.SPF, RecordType.A, RecordType.AAAA);
        assertThat(audited.forms().keySet()).containsExactly(SPF);
        assertThat(audited.state()).isEqualTo(AuditedDomain.State.PUBLISHED);
    }

    @Test
    void LOOK_4_a_form_whose_name_is_too_long_is_absent() {
        String longest = "a.".repeat(125) + "ab";

        AuditedDomain audited = audit(RmxZone.parse(ZONE), longest);

        assertThat(audited.forms().get(RMX_TXT)).isInstanceOf(DnsAnswer.Absent.class);
        assertThat(audited.state()).isEqualTo(AuditedDomain.State.ABSENT);
    }

    @Test
    void an_audit_that_is_cancelled_stops_asking() {
        CompletableFuture<DnsAnswer> never = new CompletableFuture<>();

        CompletableFuture<AuditedDomain> audited =
                DomainAudit.of((question, budget) -> never).auditAsync(DOMAIN, Runnable::run);

        assertThat(audited).isNotDone();
        audited.cancel(false);
        assertThat(never).isCancelled();
    }

    @Test
    void a_fault_in_the_work_reaches_whoever_waits() {
        RmxResolver zone = RmxZone.parse(ZONE).resolver();
        DomainAudit audit = DomainAudit.of(zone).withClock(() -> {
            throw new IllegalStateException("no clock");
        });

        assertThatThrownBy(() -> audit.auditAsync(DOMAIN, Runnable::run).join()).hasRootCauseMessage("no clock");
        assertThatThrownBy(() -> audit.audit(DOMAIN)).hasMessage("no clock");
    }

    @Test
    void FORM_1_an_audit_refuses_what_it_cannot_do() {
        DomainAudit audit = DomainAudit.of(RmxZone.parse(ZONE).resolver());

        assertThatThrownBy(() -> audit.withForms(List.of(SPF, PublishedForm.DMP)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("DMP has a record for each client");
        assertThatThrownBy(() -> audit.withForms(List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> audit.audit(DomainName.parse("org")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("org is not a domain that senders can have");
    }
}
