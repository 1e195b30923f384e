package dev.rmx.resolver.internal;

import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.net.URI;
import java.net.URL;
import java.net.URLConnection;
import java.security.CodeSource;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/**
 * Checks that the libraries below are recent enough: an application's dependency management may lower their versions.
 * The check looks for the newest method in use, not at the version number.
 */
public final class Dependencies {
    private Dependencies() {}

    /**
     * Checks that Caffeine is recent enough.
     *
     * @throws IllegalStateException if it is not, naming the version found and the version needed
     */
    public static void requireCaffeine() {
        require(
                "Caffeine",
                "2.7.0",
                "com.github.ben-manes.caffeine",
                "com.github.benmanes.caffeine.cache.Caffeine",
                "buildAsync");
    }

    /**
     * Checks that dnsjava is recent enough.
     *
     * @throws IllegalStateException if it is not, naming the version found and the version needed
     */
    public static void requireDnsjava() {
        require("dnsjava", "3.6.0", "org.xbill.dns", "org.xbill.DNS.Message", "normalize", "org.xbill.DNS.Message");
    }

    private static void require(
            String library, String version, String bundle, String className, String method, String... parameters) {
        String found = "none";
        try {
            Class<?> type = load(className);
            found = version(type, bundle).orElse("an unknown version") + place(type);
            Class<?>[] types = new Class<?>[parameters.length];
            for (int i = 0; i < parameters.length; i++) {
                types[i] = load(parameters[i]);
            }
            type.getMethod(method, types);
        } catch (ReflectiveOperationException | LinkageError e) {
            throw new IllegalStateException(
                    library + " " + version + " or later is needed, and " + found
                            + " was found; the application's dependency management may have chosen it",
                    e);
        }
    }

    private static Class<?> load(String className) throws ClassNotFoundException {
        return Class.forName(className, false, Dependencies.class.getClassLoader());
    }

    private static Optional<String> version(Class<?> type, String bundle) {
        return Optional.ofNullable(type.getModule().getDescriptor())
                .flatMap(ModuleDescriptor::rawVersion)
                .or(() -> jar(type).flatMap(jar -> ofManifest(jar, bundle)));
    }

    /** The version in the jar's manifest; empty if the library was repackaged into a larger jar. */
    private static Optional<String> ofManifest(URL jar, String bundle) {
        String inside = jar.toString().endsWith("/") ? jar.toString() : "jar:" + jar + "!/";
        try {
            URLConnection connection =
                    URI.create(inside + JarFile.MANIFEST_NAME).toURL().openConnection();
            connection.setUseCaches(false); // otherwise the jar stays open
            try (InputStream in = connection.getInputStream()) {
                Attributes attributes = new Manifest(in).getMainAttributes();
                return Optional.ofNullable(attributes.getValue("Bundle-SymbolicName"))
                        .filter(bundle::equals)
                        .map(name -> attributes.getValue("Bundle-Version"));
            }
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String place(Class<?> type) {
        return jar(type).map(jar -> " (" + jar + ")").orElse("");
    }

    private static Optional<URL> jar(Class<?> type) {
        return Optional.ofNullable(type.getProtectionDomain().getCodeSource()).map(CodeSource::getLocation);
    }
}
