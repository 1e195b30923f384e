package dev.rmx.testkit.quarantine;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class H2FileQuarantineStoreTest extends DatabaseContract {
    @TempDir
    Path directory = Path.of(".");

    @Override
    String newUrl() {
        return Pools.h2(directory);
    }
}
