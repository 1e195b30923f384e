package dev.rmx.testkit.conformance;

/**
 * An implementation of RMX as the vectors see it: implement it to run them against code other than this library. What is
 * thrown fails the vector.
 */
public interface RmxImplementation {
    /**
     * Reads a record.
     *
     * @param vector the input and its format
     * @return what it is read as
     */
    ConformanceVector.Decoded decode(ConformanceVector.Codec vector);

    /**
     * Reads an envelope sender.
     *
     * @param vector what the client sent
     * @return what is to be checked
     */
    ConformanceVector.Subject subject(ConformanceVector.Sender vector);

    /**
     * Checks a client.
     *
     * @param vector the client, the sender, and DNS
     * @return the verdict
     */
    ConformanceVector.Verdict verdict(ConformanceVector.Evaluation vector);
}
