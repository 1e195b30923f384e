package dev.rmx.testkit;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The structure of the project: the direction of dependencies, the exported types, and the names of classes. */
class HouseRulesTest {
    private static final List<String> MODULES = List.of("rmx-api", "rmx-record-codec", "rmx-resolver", "rmx-testkit");
    private static final Path ROOT = Path.of("..");

    private static Path compiled(String module) {
        return ROOT.resolve(module).resolve("target/classes");
    }

    private static JavaClasses imported(List<String> modules) {
        return new ClassFileImporter()
                .importPaths(modules.stream().map(HouseRulesTest::compiled).toList());
    }

    @Test
    void packages_have_no_cycles() {
        slices().matching("dev.(**)").should().beFreeOfCycles().check(imported(MODULES));
    }

    @Test
    void the_api_does_no_io_starts_no_thread_and_reads_no_clock() {
        DescribedPredicate<JavaClass> doesIo = resideInAnyPackage(
                        "java.io", "java.nio.file..", "java.nio.channels..", "java.util.concurrent..", "java.sql..")
                .and(not(equivalentTo(ByteArrayOutputStream.class))) // memory
                .as("do I/O or wait");
        noClasses()
                .should()
                .dependOnClassesThat(doesIo)
                .orShould()
                .dependOnClassesThat()
                .belongToAnyOf(Thread.class, Clock.class, InstantSource.class)
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .check(imported(List.of("rmx-api")));
    }

    @Test
    void the_api_and_the_codec_need_nothing_but_java() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "dev.rmx..", "org.jspecify..")
                .check(imported(List.of("rmx-api", "rmx-record-codec")));
    }

    /** Classes with the same name, or names that differ only in case, are easily confused. */
    @Test
    void no_two_classes_have_the_same_name() {
        Map<String, List<String>> byName = topLevel(imported(MODULES))
                .collect(Collectors.groupingBy(
                        type -> type.getSimpleName().toLowerCase(Locale.ROOT),
                        Collectors.mapping(JavaClass::getName, Collectors.toList())));

        assertThat(byName).hasSizeGreaterThan(200);
        assertThat(byName.values()).filteredOn(types -> types.size() > 1).isEmpty();
    }

    @Test
    void no_class_has_a_vague_name() {
        assertThat(topLevel(imported(MODULES)).map(JavaClass::getSimpleName))
                .noneMatch(name -> name.matches(".*(Manager|Helper|Utils?|Impl)"));
    }

    /** The exported types are exactly those of the list, so that types are added and removed on purpose. */
    @Test
    void exactly_the_listed_types_are_exported() throws IOException {
        Set<String> exported = new TreeSet<>();
        for (String module : MODULES) {
            Set<String> packages = exportedPackages(module);
            topLevel(imported(List.of(module)))
                    .filter(type -> packages.contains(type.getPackageName()))
                    .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                    .forEach(type -> exported.add(type.getName()));
        }

        assertThat(exported)
                .containsExactlyElementsOf(Files.readAllLines(Path.of("src/test/resources/exported-types.txt")));
    }

    /**
     * A type or member that comes to a package later says so itself; the rest is as old as its package. Kotlin sees
     * nullness by the package, and not by the module.
     */
    @Test
    void each_exported_package_says_since_when_it_is_there_and_that_null_is_marked() throws IOException {
        for (String module : MODULES) {
            for (String name : exportedPackages(module)) {
                assertThat(ROOT.resolve(module)
                                .resolve("src/main/java")
                                .resolve(name.replace('.', '/'))
                                .resolve("package-info.java"))
                        .content()
                        .containsPattern("\n \\* @since \\d+\\.\\d+\\.\\d+\n \\*/\n@NullMarked\n");
            }
        }
    }

    private static Set<String> exportedPackages(String module) throws IOException {
        try (var descriptor = Files.newInputStream(compiled(module).resolve("module-info.class"))) {
            return ModuleDescriptor.read(descriptor).exports().stream()
                    .filter(exports -> !exports.isQualified())
                    .map(ModuleDescriptor.Exports::source)
                    .collect(Collectors.toSet());
        }
    }

    private static Stream<JavaClass> topLevel(JavaClasses types) {
        return types.stream()
                .filter(JavaClass::isTopLevelClass)
                .filter(type -> !type.getSimpleName().matches("package-info|module-info"));
    }
}
