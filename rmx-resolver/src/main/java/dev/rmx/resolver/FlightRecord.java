package dev.rmx.resolver;

import dev.rmx.RmxVerdict;
import jdk.jfr.FlightRecorder;

/** Tells Java Flight Recorder about one check, if the runtime has it. */
interface FlightRecord {
    /** Whether the module {@code jdk.jfr} is there: an image made by jlink may lack it. */
    boolean IS_POSSIBLE = isPossible();

    /** Tells nobody. */
    FlightRecord NONE = (verdict, questions, timedOut) -> {};

    /**
     * Starts to measure a check, if somebody has started a recording. Before, the event's class is not even loaded:
     * that would start all of Flight Recorder, which takes 80 ms.
     */
    static FlightRecord begin() {
        return IS_POSSIBLE && FlightRecorder.isInitialized() ? SlowCheck.begun() : NONE;
    }

    /**
     * The check has ended.
     *
     * @param questions how many questions the verdict follows from
     * @param timedOut whether its deadline ended it
     */
    void end(RmxVerdict verdict, int questions, boolean timedOut);

    private static boolean isPossible() {
        try {
            Class.forName("jdk.jfr.Event", false, FlightRecord.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }
}
