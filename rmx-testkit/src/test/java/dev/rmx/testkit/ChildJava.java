package dev.rmx.testkit;

import java.io.File;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Builds commands for child processes in Java. */
public final class ChildJava {
    private ChildJava() {}

    /** The command: this JVM's Java, options that save processor time in a short run, and these arguments. */
    public static List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC"));
        command.addAll(List.of(arguments));
        return command;
    }

    /** Everything on this JVM's class path and module path. */
    public static String classPath() {
        Set<String> all = new LinkedHashSet<>();
        all.add(testClasses());
        for (String path : new String[] {"java.class.path", "jdk.module.path"}) {
            String value = System.getProperty(path);
            if (value != null) {
                all.add(value);
            }
        }
        return String.join(File.pathSeparator, all);
    }

    /** The test classes, which are on neither path when they are patched into a module. */
    private static String testClasses() {
        String file = ChildJava.class.getName().replace('.', '/') + ".class";
        URL url = Objects.requireNonNull(ChildJava.class.getResource("/" + file), file);
        try {
            return Path.of(URI.create(url.toURI().toString().replace(file, ""))).toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(url.toString(), e);
        }
    }
}
