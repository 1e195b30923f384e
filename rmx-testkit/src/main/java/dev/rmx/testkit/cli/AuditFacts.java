package dev.rmx.testkit.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.rmx.record.DomainName;
import dev.rmx.resolver.AuditedDomain;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * What the summary of an audit takes from a line.
 *
 * @param domain the domain
 * @param state what its records come to
 * @param forms the state of each form
 * @param findings the severity of each lint rule of which there are findings
 * @param lookups the lookups of SPF; empty without a usable SPF record
 * @param ipv4 how many IPv4 addresses may send; empty if that is not known
 * @param ipv6 how many IPv6 addresses may send; empty if that is not known
 * @param authenticated whether DNSSEC authenticated all of it
 */
record AuditFacts(
        DomainName domain,
        AuditedDomain.State state,
        Map<String, String> forms,
        Map<String, String> findings,
        OptionalInt lookups,
        Optional<BigInteger> ipv4,
        Optional<BigInteger> ipv6,
        boolean authenticated) {
    private static final JsonMapper JSON = new JsonMapper();

    /**
     * Reads a line that {@link AuditLine} has written.
     *
     * @throws IllegalArgumentException if it is none
     */
    static AuditFacts parse(String line) {
        if (!line.startsWith(AuditLine.START)) {
            throw new IllegalArgumentException("it does not begin with " + AuditLine.START);
        }
        try {
            return of(JSON.readTree(line));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("it is not JSON", e);
        }
    }

    private static AuditFacts of(JsonNode line) {
        JsonNode lookups = line.required("spfLookups");
        JsonNode authorized = line.required("authorized");
        return new AuditFacts(
                DomainName.parse(line.required("domain").asText()),
                state(line.required("state").asText()),
                texts(line.required("forms"), "form", "state"),
                texts(line.required("findings"), "rule", "severity"),
                lookups.isNull() ? OptionalInt.empty() : OptionalInt.of(lookups.asInt()),
                number(authorized, "ipv4"),
                number(authorized, "ipv6"),
                line.required("authenticated").asBoolean());
    }

    private static AuditedDomain.State state(String word) {
        return Stream.of(AuditedDomain.State.values())
                .filter(state -> AuditLine.word(state).equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("its state is not known"));
    }

    private static Map<String, String> texts(JsonNode objects, String key, String value) {
        Map<String, String> texts = new LinkedHashMap<>();
        for (JsonNode object : objects) {
            texts.put(object.required(key).asText(), object.required(value).asText());
        }
        return texts;
    }

    private static Optional<BigInteger> number(JsonNode authorized, String family) {
        return authorized.isNull()
                ? Optional.empty()
                : Optional.of(new BigInteger(authorized.required(family).asText()));
    }
}
