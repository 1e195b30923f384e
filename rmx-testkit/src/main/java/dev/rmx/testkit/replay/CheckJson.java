package dev.rmx.testkit.replay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rmx.RecordedCheck;
import dev.rmx.RmxStep;
import dev.rmx.RmxVerdict;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import java.lang.module.ModuleDescriptor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A recorded check in JSON ([EXPL-2]). */
final class CheckJson {
    private static final Set<String> FIELDS = Set.of("version", "writtenBy", "verdict", "query", "verifier", "answers");

    private static final ObjectWriter WRITER = new JsonMapper()
            .writer(new DefaultPrettyPrinter(
                            Separators.createDefaultInstance().withObjectFieldValueSpacing(Separators.Spacing.AFTER))
                    .withObjectIndenter(new DefaultIndenter("  ", "\n")))
            .with(JsonWriteFeature.ESCAPE_NON_ASCII);

    private CheckJson() {}

    static String write(RecordedCheck check) {
        ObjectNode node = JsonNodeFactory.instance.objectNode().put("version", CheckFile.VERSION);
        libraryVersion().ifPresent(version -> node.put("writtenBy", version));
        if (check.replay() instanceof RmxVerdict verdict) {
            node.set("verdict", StatedVerdict.of(verdict).write());
        }
        node.set("query", QueryJson.write(check.query()));
        node.set("verifier", VerifierJson.write(check.verifier()));
        ArrayNode answers = node.putArray("answers");
        check.answers().forEach((question, answer) -> answers.add(AnswerJson.write(question, answer)));
        try {
            // Jackson leaves DEL as it is, which only strings can hold
            return WRITER.writeValueAsString(node).replace("\u007f", "\\u007F") + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of JSON cannot be written", e);
        }
    }

    static CheckFile read(String text) {
        JsonPlace root = JsonPlace.root(text);
        JsonPlace version = root.field("version");
        int number = version.number();
        if (number > CheckFile.VERSION) { // [EXPL-2]
            throw version.wrong("the file is of version " + number + ", and this rmx reads up to version "
                    + CheckFile.VERSION + ": a newer rmx reads it");
        }
        if (number < 1) {
            throw version.wrong("a version is 1 or more, not " + number);
        }
        root.object(FIELDS);
        root.optional("writtenBy").ifPresent(JsonPlace::text);
        Optional<StatedVerdict> stated = root.optional("verdict").map(StatedVerdict::read);
        RecordedCheck check = new RecordedCheck(
                VerifierJson.read(root.field("verifier")),
                QueryJson.read(root.field("query")),
                answers(root.field("answers")));
        RmxStep now = check.replay();
        return new CheckFile(check, stated.map(then -> differences(then, now)).orElse(List.of()));
    }

    private static Map<DnsQuestion, DnsAnswer> answers(JsonPlace all) {
        Map<DnsQuestion, DnsAnswer> answers = new LinkedHashMap<>();
        for (JsonPlace one : all.elements()) {
            DnsQuestion question = AnswerJson.question(one);
            if (answers.put(question, AnswerJson.read(question, one)) != null) {
                throw one.wrong("the question " + question + " has an answer before this one");
            }
        }
        return answers;
    }

    private static List<String> differences(StatedVerdict then, RmxStep now) {
        return now instanceof RmxVerdict verdict
                ? then.differences(StatedVerdict.of(verdict))
                : List.of("there was a verdict, and now answers are missing");
    }

    /** The version of the library, from its jar's manifest or its module. */
    private static Optional<String> libraryVersion() {
        String ofJar = CheckJson.class.getPackage().getImplementationVersion();
        ModuleDescriptor module = CheckJson.class.getModule().getDescriptor();
        return ofJar != null || module == null ? Optional.ofNullable(ofJar) : module.rawVersion();
    }
}
