package dev.rmx.testkit.junit;

import dev.rmx.testkit.conformance.RmxConformance;
import dev.rmx.testkit.conformance.RmxImplementation;

class LibraryConformanceTest extends RmxConformanceContract {
    @Override
    protected RmxImplementation implementation() {
        return RmxConformance.library();
    }
}
