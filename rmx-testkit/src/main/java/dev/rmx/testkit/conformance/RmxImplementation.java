package dev.rmx.testkit.conformance;

/**
 * An implementation of RMX under test. Implement this to run the vectors against code other than this library. An
 * exception fails the vector.
 */
public interface RmxImplementation {
    /**
     * Parses a record.
     *
     * @param vector the input and its format
     * @return the result
     */
    ConformanceVector.Decoded decode(ConformanceVector.Codec vector);

    /**
     * Parses an envelope sender.
     *
     * @param vector what the client sent
     * @return the subject and the local part to check
     */
    ConformanceVector.Subject subject(ConformanceVector.Sender vector);

    /**
     * Checks a client.
     *
     * @param vector the client, the sender, and the data in DNS
     * @return the verdict
     */
    ConformanceVector.Verdict verdict(ConformanceVector.Evaluation vector);
}
