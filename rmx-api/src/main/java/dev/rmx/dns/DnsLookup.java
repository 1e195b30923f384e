package dev.rmx.dns;

/** Answers questions at once, in the caller's thread: for {@link dev.rmx.RmxVerifier#check}. */
@FunctionalInterface
public interface DnsLookup {
    /**
     * Answers one question.
     *
     * @param question the question
     * @return what became of it; a failure is {@link DnsAnswer.Failed}, not an exception
     */
    DnsAnswer lookup(DnsQuestion question);
}
