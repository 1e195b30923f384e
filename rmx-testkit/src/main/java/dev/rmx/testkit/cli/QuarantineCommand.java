package dev.rmx.testkit.cli;

import dev.rmx.RmxOutcome;
import dev.rmx.quarantine.Decision;
import dev.rmx.quarantine.HeldMessage;
import dev.rmx.quarantine.QuarantineException;
import dev.rmx.quarantine.QuarantineStore;
import dev.rmx.receive.Finding;
import dev.rmx.text.Printable;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rmx quarantine}: shows held messages, and lets an operator decide about them. */
@Command(
        name = "quarantine",
        description = {
            "List, show, count, release, remove or retry the messages in a quarantine.",
            "In PostgreSQL this works while mail servers use it. An SQLite file must not be open elsewhere.",
            "count, --all and options that choose messages read every message after --after, a page at a time: a"
                    + " million take half a minute. Each change is of a thousand messages at most."
        },
        exitCodeList = {
            "0:done",
            "1:a message that was named is not held",
            "65:a wrong id in the input",
            ExitCode.NO_HOST + ":the host of the database is unknown",
            "69:the database cannot be opened, or fails",
            ExitCode.NO_PERMISSION + ":the database refuses the user or the password"
        })
final class QuarantineCommand extends Subcommand {
    private static final int PAGE = 1_000;
    /** A message that was named is not held. */
    private static final int NOT_DONE = 1;

    @Option(
            names = "--jdbc",
            required = true,
            paramLabel = "URL",
            description = "The database: jdbc:sqlite:FILE or jdbc:postgresql://HOST/DATABASE."
                    + " The environment variable RMX_JDBC_PASSWORD holds the password.")
    private String url = "";

    @Option(names = "--user", paramLabel = "NAME", description = "The user of the database.")
    private @Nullable String user;

    @Mixin
    private final HeldFilter filter = new HeldFilter();

    @Option(names = "--all", description = "Release, remove or retry all messages; needed if nothing chooses some.")
    private boolean all;

    @Option(
            names = "--after",
            paramLabel = "ID",
            description = "Only messages with a greater id: the last one of the page before.")
    private long after;

    @Option(names = "--limit", paramLabel = "NUMBER", description = "At most this many messages. Default: no limit.")
    private long limit = Long.MAX_VALUE;

    @Option(names = "--dry-run", description = "Only list the messages that would be released, removed or retried.")
    private boolean dryRun;

    @Option(
            names = "--as",
            paramLabel = "OUTCOME",
            converter = HeldFilter.Decided.class,
            description = "The decision of release. Default: ${DEFAULT-VALUE}, so that a policy accepts the message.")
    private RmxOutcome decision = RmxOutcome.NO_RMX;

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            description = "Why the message is released. Default: ${DEFAULT-VALUE}.")
    private String reason = "released by an operator";

    @Option(names = "--json", description = "Print a JSON object on one line for each message, or for the count.")
    private boolean json;

    @Parameters(
            index = "0",
            paramLabel = "ACTION",
            converter = HeldAction.Word.class,
            description = "list, show, count, release, remove or retry. release hands a message back with a decision"
                    + " of yours; retry has its DNS question asked again now; remove never hands it back.")
    private HeldAction action = HeldAction.LIST;

    @Parameters(
            index = "1..*",
            paramLabel = "ID",
            description = "The messages, as list shows them; - reads ids from standard input, one a line.")
    private List<String> ids = List.of();

    QuarantineCommand(RmxCommand.Streams streams) {
        super(streams);
    }

    @Override
    public Integer call() {
        validate();
        try (QuarantineStore store = QuarantineDatabase.open(url, user, System.getenv())) {
            return action == HeldAction.COUNT ? count(store) : each(store);
        } catch (IllegalArgumentException e) {
            throw wrongUsage(String.valueOf(e.getMessage()));
        } catch (QuarantineException e) {
            throw DatabaseProblem.of(url, e);
        }
    }

    private void validate() {
        boolean chooses = all || filter.isUsed();
        if (!ids.isEmpty() && !action.takesIds()) {
            throw wrongUsage(action + " takes no ids, only options that choose messages");
        }
        if (!ids.isEmpty() && (chooses || after != 0 || limit != Long.MAX_VALUE)) {
            throw wrongUsage("either ids or options choose the messages, not both");
        }
        if (after < 0 || limit < 0) {
            throw wrongUsage("--after and --limit take 0 or more");
        }
        if (dryRun && !action.changes()) {
            throw wrongUsage("--dry-run is for release, remove and retry");
        }
        if (ids.isEmpty() && action.takesIds() && !(chooses && action.changes())) {
            throw wrongUsage(
                    action + " needs ids" + (action.changes() ? ", an option that chooses messages, or --all" : ""));
        }
    }

    private int count(QuarantineStore store) throws QuarantineException {
        HeldCount count = new HeldCount();
        visit(store, messages -> {
            messages.forEach(count::add);
            return true;
        });
        if (!filter.isUsed() && after == 0 && limit == Long.MAX_VALUE) {
            count.ofAll(store.held().count());
        }
        streams.out().println(json ? count.json(now(store)) : count.text(now(store)));
        return ExitCode.OK;
    }

    private static Instant now(QuarantineStore store) throws QuarantineException {
        return store.claim(0).now();
    }

    private interface Visitor {
        /** Returns whether to go on. */
        boolean visit(List<HeldMessage> messages) throws QuarantineException;
    }

    /** Visits the chosen messages in the order of their ids, page by page. */
    private void visit(QuarantineStore store, Visitor visitor) throws QuarantineException {
        Instant now = now(store);
        long last = after;
        long left = limit;
        List<HeldMessage> page = store.list(last, PAGE);
        while (!page.isEmpty() && left > 0) {
            List<HeldMessage> chosen = page.stream()
                    .filter(message -> filter.test(message, now))
                    .limit(left)
                    .toList();
            left -= chosen.size();
            if (!visitor.visit(chosen)) {
                return;
            }
            last = page.get(page.size() - 1).id();
            page = store.list(last, PAGE);
        }
    }

    private int each(QuarantineStore store) throws QuarantineException {
        Decision released = new Decision(Finding.of(decision, reason), Decision.Source.OPERATOR);
        HeldWork work = new HeldWork(store, new HeldWork.Order(action, released, dryRun, json), now(store), streams);
        if (ids.isEmpty()) {
            visit(store, work::on);
        }
        for (long id : named()) {
            if (!work.on(id)) {
                break;
            }
        }
        return work.hasFailed() ? NOT_DONE : ExitCode.OK;
    }

    private List<Long> named() {
        List<Long> named = new ArrayList<>();
        for (String word : ids) {
            if (word.equals("-")) {
                named.addAll(ofInput());
            } else {
                named.add(id(word));
            }
        }
        return named;
    }

    private List<Long> ofInput() {
        List<Long> named = new ArrayList<>();
        Lines lines = new Lines(streams.text());
        try {
            for (List<String> some = lines.next(PAGE); !some.isEmpty(); some = lines.next(PAGE)) {
                some.stream().filter(line -> !line.isBlank()).forEach(line -> named.add(id(line.strip())));
            }
        } catch (IOException e) {
            throw Input.cannotRead("standard input", e);
        }
        return named;
    }

    private static long id(String word) {
        try {
            return Long.parseLong(word);
        } catch (NumberFormatException e) {
            throw new BadInputException(
                    ExitCode.BAD_DATA,
                    "an id is a number as rmx quarantine list shows it, not " + Printable.quote(word));
        }
    }
}
