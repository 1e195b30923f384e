package dev.rmx.testkit.junit;

import dev.rmx.resolver.RmxChecker;
import dev.rmx.resolver.dnsjava.DnsjavaResolver;
import dev.rmx.testkit.RmxDnsServer;
import dev.rmx.testkit.RmxZone;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * The JUnit extension behind {@link RmxZoneSource}, which registers it. JUnit closes the servers and checkers when the
 * test ends.
 */
public final class RmxExtension implements ParameterResolver {
    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(RmxExtension.class);
    private static final Duration TIMEOUT = Duration.ofMillis(500);

    /** For JUnit. */
    public RmxExtension() {}

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
        Class<?> type = parameter.getParameter().getType();
        return type == RmxZone.class || type == RmxDnsServer.class || type == RmxChecker.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
        if (test.getTestMethod().isEmpty()) {
            throw new ParameterResolutionException(
                    "RmxZone, RmxDnsServer and RmxChecker belong to one test: use them in a test, @BeforeEach or"
                            + " @AfterEach method, not in a constructor or @BeforeAll");
        }
        Class<?> type = parameter.getParameter().getType();
        if (type == RmxZone.class) {
            return zone(test);
        }
        return type == RmxDnsServer.class ? server(test) : checker(test);
    }

    private static RmxZone zone(ExtensionContext test) {
        return store(test).getOrComputeIfAbsent(RmxZone.class, key -> read(test), RmxZone.class);
    }

    private static RmxDnsServer server(ExtensionContext test) {
        return store(test)
                .getOrComputeIfAbsent(RmxDnsServer.class, key -> RmxDnsServer.start(zone(test)), RmxDnsServer.class);
    }

    private static RmxChecker checker(ExtensionContext test) {
        return store(test)
                .getOrComputeIfAbsent(
                        RmxChecker.class,
                        key -> RmxChecker.builder(DnsjavaResolver.builder()
                                        .servers(server(test).address())
                                        .timeout(TIMEOUT)
                                        .build())
                                .withoutCache() // a test sees its changes at once
                                .withoutFailureMemory()
                                .build(),
                        RmxChecker.class);
    }

    private static ExtensionContext.Store store(ExtensionContext test) {
        return test.getStore(NAMESPACE);
    }

    private static RmxZone read(ExtensionContext test) {
        RmxZoneSource source = AnnotationSupport.findAnnotation(test.getElement(), RmxZoneSource.class)
                .or(() -> onClass(test))
                .orElseThrow(() -> new ExtensionConfigurationException("@RmxZoneSource is missing"));
        if (source.value().isEmpty() == source.resource().isEmpty()) {
            throw new ExtensionConfigurationException("@RmxZoneSource needs either a text or a resource");
        }
        return RmxZone.parse(source.resource().isEmpty() ? source.value() : resource(test, source.resource()));
    }

    private static Optional<RmxZoneSource> onClass(ExtensionContext test) {
        Optional<Class<?>> type = test.getTestClass();
        while (type.isPresent()) { // a nested class first, then its enclosing classes
            Optional<RmxZoneSource> source = AnnotationSupport.findAnnotation(type.get(), RmxZoneSource.class);
            if (source.isPresent()) {
                return source;
            }
            type = Optional.ofNullable(type.get().getEnclosingClass());
        }
        return Optional.empty();
    }

    private static String resource(ExtensionContext test, String name) {
        try (InputStream in = test.getRequiredTestClass().getResourceAsStream(name)) {
            if (in == null) {
                throw new ExtensionConfigurationException("@RmxZoneSource: there is no resource " + name + " for "
                        + test.getRequiredTestClass().getName());
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new ExtensionConfigurationException("@RmxZoneSource: the resource " + name + " cannot be read", e);
        }
    }
}
