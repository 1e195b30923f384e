package dev.rmx.testkit.junit;

import static dev.rmx.testkit.junit.Reply.check;

import dev.rmx.dns.RecordType;
import java.util.List;
import java.util.stream.Stream;

/** What {@code close()} ends, and what a closed resolver leaves open. */
final class ClosingPromises {
    private static final int RESOLVERS = 20;
    private static final int QUESTIONS = 300;

    private final Tried tried;

    ClosingPromises(Tried tried) {
        this.tried = tried;
    }

    /**
     * The server holds its responses, and the time-out is longer than the test waits: only {@code close()} ends the
     * questions.
     */
    void closingAnswersWhatIsOpen() throws InterruptedException {
        tried.server().hold();
        try (Tried closed = tried.again(tried.patience().multipliedBy(4))) {
            List<Tried.Asked> open = Stream.of(RecordType.values())
                    .map(type -> closed.start("close() during ", "a.example", type))
                    .toList();

            closed.resolver().close();

            for (Tried.Asked asked : open) {
                asked.reply().failed(Reply.ANY);
            }
            tried.server().release();
            tried.server().forgetAsked();
            closed.start("close() before ", "n1.example", RecordType.A).reply().failed(Reply.ANY);
            check(
                    tried.server().asked().stream()
                            .noneMatch(asked -> asked.name().equals("n1.example")),
                    () -> "close() before an A question: nothing may be sent");
            closed.resolver().close(); // a second call has no effect
        }
    }

    /** The test kit's server closes what it opened for a resolver when that closes its connections. */
    void closedResolversLeaveNothingOpen() throws InterruptedException {
        tried.ask("n1.example", RecordType.A)
                .found(ContractZone.numbered(1)); // now whatever is opened once per process is open
        OpenResources before = OpenResources.now();
        for (int i = 0; i < RESOLVERS; i++) {
            try (Tried another = tried.again()) {
                another.ask("n1.example", RecordType.A).found(ContractZone.numbered(1));
            }
        }
        assertComesDown(before, RESOLVERS / 2, RESOLVERS + " resolvers were each asked an A question and closed");
    }

    /** A resolver may keep threads and sockets open, but not some for each question. */
    void questionsLeaveNothingOpen() throws InterruptedException {
        OpenResources before = OpenResources.now();
        for (int i = 0; i < QUESTIONS; i++) {
            tried.ask("n" + i + ".example", RecordType.A).found(ContractZone.numbered(i));
        }
        assertComesDown(before, QUESTIONS / 2, QUESTIONS + " A questions were answered, one after the other");
    }

    private void assertComesDown(OpenResources before, int most, String occasion) {
        boolean down = tried.comesAbout(() -> OpenResources.now().since(before).fewerThan(most));
        check(
                down,
                () -> occasion + ", and still open " + tried.patience() + " later: "
                        + OpenResources.now().since(before));
    }
}
