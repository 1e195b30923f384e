package dev.rmx.testkit.site;

import java.io.File;
import java.lang.module.FindException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;

/** The Javadoc of all modules together, so that links from one to another work. */
final class ApiPages {
    private static final Map<String, String> FOLDERS = new LinkedHashMap<>();

    static {
        FOLDERS.put("dev.rmx.api", "rmx-api");
        FOLDERS.put("dev.rmx.codec", "rmx-record-codec");
        FOLDERS.put("dev.rmx.resolver", "rmx-resolver");
        FOLDERS.put("dev.rmx.testkit", "rmx-testkit");
    }

    private ApiPages() {}

    /** Runs javadoc on the sources, with the libraries on this program's class path. */
    static void write(Path root, Path out) {
        List<Path> jars = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(element -> element.endsWith(".jar"))
                .map(Path::of)
                .toList();
        Set<Path> modules = required(jars);
        List<String> arguments = new ArrayList<>(List.of("-quiet", "-encoding", "UTF-8", "-Xdoclint:none"));
        FOLDERS.forEach((module, folder) -> arguments.addAll(
                List.of("--module-source-path", module + "=" + root.resolve(folder + "/src/main/java"))));
        arguments.addAll(List.of("--module", String.join(",", FOLDERS.keySet())));
        arguments.addAll(List.of("--module-path", path(modules)));
        arguments.addAll(List.of(
                "--class-path",
                path(jars.stream().filter(jar -> !modules.contains(jar)).toList())));
        arguments.addAll(List.of("--add-reads", "dev.rmx.testkit=ALL-UNNAMED")); // jmilter is no module
        Path own = root.resolve("rmx-testkit/src/test/resources/site");
        arguments.addAll(List.of("-overview", own.resolve("overview.html").toString()));
        arguments.addAll(List.of("--add-stylesheet", own.resolve("javadoc.css").toString()));
        arguments.addAll(List.of("-doctitle", "RMX for Java", "-windowtitle", "RMX for Java"));
        arguments.addAll(List.of("-notimestamp", "-nohelp", "-d", out.toString()));
        int status = ToolProvider.findFirst("javadoc")
                .orElseThrow()
                .run(System.out, System.err, arguments.toArray(new String[0]));
        if (status != 0) {
            throw new IllegalStateException("javadoc ended with " + status);
        }
    }

    /** The jars that our modules require, and those that these require. */
    private static Set<Path> required(List<Path> jars) {
        Map<String, Library> libraries = new HashMap<>();
        for (Path jar : jars) {
            for (ModuleReference module : modulesOf(jar)) {
                libraries.putIfAbsent(module.descriptor().name(), new Library(jar, module.descriptor()));
            }
        }
        Set<Path> required = new LinkedHashSet<>();
        Queue<String> names = new ArrayDeque<>();
        for (String module : FOLDERS.keySet()) {
            ModuleReference ours =
                    ModuleFinder.of(compiled(module)).find(module).orElseThrow();
            ours.descriptor().requires().forEach(requires -> names.add(requires.name()));
        }
        for (String name = names.poll(); name != null; name = names.poll()) {
            Library library = libraries.get(name);
            if (library != null && required.add(library.jar())) {
                library.descriptor().requires().forEach(requires -> names.add(requires.name()));
            }
        }
        return required;
    }

    private record Library(Path jar, ModuleDescriptor descriptor) {}

    private static Set<ModuleReference> modulesOf(Path jar) {
        try {
            return ModuleFinder.of(jar).findAll();
        } catch (FindException e) {
            return Set.of(); // its file name makes no module name
        }
    }

    private static Path compiled(String module) {
        return Path.of("..", FOLDERS.get(module), "target", "classes");
    }

    private static String path(Iterable<Path> jars) {
        List<String> names = new ArrayList<>();
        jars.forEach(jar -> names.add(jar.toString()));
        return names.stream().collect(Collectors.joining(File.pathSeparator));
    }
}
