package dev.rmx.resolver;

import dev.rmx.RmxVerdict;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;
import org.jspecify.annotations.Nullable;

/**
 * The event for a check that took long. Only {@link FlightRecord} names this class, so that it is not loaded without
 * {@code jdk.jfr}. It has no address and no local part of a sender, since recordings are passed on.
 */
@Name("dev.rmx.SlowCheck")
@Label("Slow Check")
@Description("A check of a sender that took longer than the threshold")
@Category("RMX")
@StackTrace(false)
@Threshold("1 s")
final class SlowCheck extends Event implements FlightRecord {
    @Label("Domain")
    @Description("The domain that was checked")
    @Nullable
    String domain;

    @Label("Form")
    @Description("The form that decided, or whose lookup failed")
    @Nullable
    String form;

    @Label("Outcome")
    @Nullable
    String outcome;

    @Label("Failed Question")
    @Description("The question to DNS that made the result temperror")
    @Nullable
    String failedQuestion;

    @Label("Questions")
    @Description("How many questions to DNS the result follows from")
    int questions;

    @Label("Timed Out")
    @Description("Whether the deadline ended the check")
    boolean timedOut;

    private SlowCheck() {}

    static FlightRecord begun() {
        SlowCheck event = new SlowCheck();
        event.begin();
        return event;
    }

    @Override
    public void end(RmxVerdict verdict, int questions, boolean timedOut) {
        end();
        if (shouldCommit()) {
            this.domain = verdict.subject().map(Object::toString).orElse(null);
            this.form = verdict.form().map(Object::toString).orElse(null);
            this.outcome = verdict.outcome().toString();
            this.failedQuestion = verdict.failedQuestion().map(Object::toString).orElse(null);
            this.questions = questions;
            this.timedOut = timedOut;
            commit();
        }
    }
}
