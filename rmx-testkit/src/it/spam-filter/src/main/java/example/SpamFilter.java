package example;

import dev.rmx.RmxVerdict;
import dev.rmx.resolver.RmxChecker;

/** Decides on a message by its sender. */
public final class SpamFilter {
    public enum Action {
        DELIVER,
        JUNK,
        HOLD
    }

    private final RmxChecker checker;

    public SpamFilter(RmxChecker checker) {
        this.checker = checker;
    }

    public Action filter(String client, String mailFrom) {
        RmxVerdict verdict = checker.check(client, mailFrom);
        return switch (verdict.result()) {
            case PASS, NONE -> Action.DELIVER;
            case FAIL -> Action.JUNK;
            case TEMPERROR -> Action.HOLD;
        };
    }
}
