package dev.rmx.testkit.replay;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rmx.PublishedForm;
import dev.rmx.RmxLimits;
import dev.rmx.RmxVerifier;
import dev.rmx.record.IpPrefix;
import java.util.List;
import java.util.Set;

/** How a check is made, in JSON: forms, options, limits, trusted relays. */
final class VerifierJson {
    private static final Set<String> FIELDS = Set.of("forms", "explains", "hearsDmpHelo", "limits", "trustedRelays");
    private static final Set<String> LIMITS = Set.of("lookups", "names", "terms", "voids");

    private VerifierJson() {}

    static ObjectNode write(RmxVerifier verifier) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        ArrayNode forms = node.putArray("forms");
        verifier.forms().forEach(form -> forms.add(form.toString()));
        node.put("explains", verifier.explains()).put("hearsDmpHelo", verifier.hearsDmpHelo());
        RmxLimits limits = verifier.limits();
        node.putObject("limits")
                .put("lookups", limits.lookups())
                .put("names", limits.names())
                .put("terms", limits.terms())
                .put("voids", limits.voids());
        ArrayNode relays = node.putArray("trustedRelays");
        verifier.trustedRelays().forEach(relay -> relays.add(relay.toString()));
        return node;
    }

    static RmxVerifier read(JsonPlace verifier) {
        verifier.object(FIELDS);
        List<PublishedForm> forms = verifier.field("forms").elements().stream()
                .map(form -> form.oneOf(PublishedForm.values(), PublishedForm::toString))
                .toList();
        RmxLimits limits = limits(verifier.field("limits").object(LIMITS));
        List<IpPrefix> relays = verifier.field("trustedRelays").allParsed(IpPrefix::parse, List::copyOf);
        RmxVerifier read = verifier.field("forms").made(() -> new RmxVerifier(forms, limits, relays));
        read = verifier.field("explains").flag() ? read.explaining() : read;
        return verifier.field("hearsDmpHelo").flag() ? read.hearingDmpHelo() : read;
    }

    private static RmxLimits limits(JsonPlace limits) {
        int lookups = limits.field("lookups").number();
        int names = limits.field("names").number();
        int terms = limits.field("terms").number();
        int voids = limits.field("voids").number();
        return limits.made(() -> new RmxLimits(lookups, names, terms, voids));
    }
}
