package dev.rmx.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What stands in the way of a native image: reflection, resources and service loading in the libraries' own code. No
 * image is built here. The list is short on purpose; what is added needs a reason.
 */
class NativeImageTest {
    private static final Set<String> LOADING = Set.of(
            "forName",
            "loadClass",
            "getResource",
            "getResourceAsStream",
            "getResources",
            "newInstance",
            "getMethod",
            "getMethods",
            "getDeclaredMethod",
            "getDeclaredMethods",
            "getField",
            "getFields",
            "getDeclaredField",
            "getDeclaredFields",
            "getConstructor",
            "getConstructors",
            "getDeclaredConstructor",
            "getDeclaredConstructors",
            "getRecordComponents",
            "getPermittedSubclasses");

    private static boolean closedWorldMustKnow(JavaAccess<?> access) {
        String owner = access.getTargetOwner().getName();
        return (owner.startsWith("java.lang.reflect.") && !owner.matches(".*\\.(Array|InvocationTargetException)"))
                || owner.equals("java.util.ServiceLoader")
                || owner.equals("java.util.ResourceBundle")
                || owner.equals("java.sql.DriverManager")
                || owner.equals("java.io.ObjectInputStream")
                || owner.equals("java.lang.invoke.MethodHandles$Lookup")
                || (Set.of("java.lang.Class", "java.lang.ClassLoader", "java.lang.Module")
                                .contains(owner)
                        && LOADING.contains(access.getTarget().getName()));
    }

    @Test
    void reflection_resources_and_services_are_used_by_these_alone() {
        List<Path> classes = Stream.of("rmx-api", "rmx-record-codec", "rmx-resolver")
                .map(module -> Path.of("..", module, "target/classes"))
                .toList();
        Set<String> found = new ClassFileImporter()
                .importPaths(classes).stream()
                        .flatMap(type -> type.getAccessesFromSelf().stream())
                        .filter(NativeImageTest::closedWorldMustKnow)
                        .map(access -> access.getOriginOwner().getName() + ": "
                                + access.getTargetOwner().getSimpleName() + "."
                                + access.getTarget().getName())
                        .collect(Collectors.toCollection(TreeSet::new));

        assertThat(found)
                .containsExactly(
                        // the tables of the quarantine
                        "dev.rmx.quarantine.Schema: Class.getResourceAsStream",
                        // an optional driver, and its statements, which the JDBC of each Java version extends
                        "dev.rmx.quarantine.SqliteDriver: Class.forName",
                        "dev.rmx.quarantine.SqliteDriver: Class.getDeclaredConstructor",
                        "dev.rmx.quarantine.SqliteDriver: Constructor.newInstance",
                        "dev.rmx.quarantine.SqliteStatements: Method.getName",
                        "dev.rmx.quarantine.SqliteStatements: Method.invoke",
                        "dev.rmx.quarantine.SqliteStatements: Proxy.newProxyInstance",
                        // is Java Flight Recorder there?
                        "dev.rmx.resolver.FlightRecord: Class.forName",
                        // are Caffeine and dnsjava new enough?
                        "dev.rmx.resolver.internal.Dependencies: Class.forName",
                        "dev.rmx.resolver.internal.Dependencies: Class.getMethod");
    }
}
