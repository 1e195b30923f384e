package dev.rmx.testkit;

import java.io.File;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;

/** What a test's child process needs on its class path: all that this one has, modules or not. */
public final class ChildClassPath {
    private ChildClassPath() {}

    /** The class path. */
    public static String get() {
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

    /** On neither of the paths where they are patched into a module. */
    private static String testClasses() {
        String file = ChildClassPath.class.getName().replace('.', '/') + ".class";
        URL url = Objects.requireNonNull(ChildClassPath.class.getResource("/" + file), file);
        try {
            return Path.of(URI.create(url.toURI().toString().replace(file, ""))).toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(url.toString(), e);
        }
    }
}
