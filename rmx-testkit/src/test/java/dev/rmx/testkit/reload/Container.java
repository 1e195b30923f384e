package dev.rmx.testkit.reload;

import java.io.File;
import java.lang.ref.WeakReference;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Loads {@link Application} with its own class loader, as a container loads a web application, runs it, and drops it.
 * Prints what is left: nothing, or the threads and the class loader.
 */
public final class Container {
    private static final int COLLECTIONS = 20;

    /** A record of the container's class loader. */
    private record Own(Thread field) {}

    private Container() {}

    /**
     * Runs the application once.
     *
     * @param arguments none
     * @throws Exception if the application fails
     */
    public static void main(String... arguments) throws Exception {
        WeakReference<ClassLoader> loader = new WeakReference<>(runApplication());
        replaceTheLastRecord();
        for (int i = 0; i < COLLECTIONS && loader.get() != null; i++) {
            System.gc();
        }
        ClassLoader left = loader.get();
        if (left != null) {
            System.out.println("the class loader, which is that of the threads "
                    + Thread.getAllStackTraces().keySet().stream()
                            .filter(thread -> thread.getContextClassLoader() == left)
                            .map(Thread::getName)
                            .toList());
        }
    }

    /** Runs it on a thread that ends, so that no local variable keeps the class loader. */
    private static ClassLoader runApplication() throws Exception {
        URLClassLoader loader = new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader());
        AtomicReference<@Nullable Throwable> fault = new AtomicReference<>();
        Thread thread = new Thread(() -> {
            try {
                Class<?> application = loader.loadClass(Application.class.getName());
                ((Runnable) application.getConstructor().newInstance()).run();
            } catch (Throwable e) {
                fault.set(e);
            }
        });
        thread.setContextClassLoader(loader);
        thread.start();
        thread.join();
        endThreads();
        loader.close();
        Throwable failed = fault.get();
        if (failed != null) {
            throw new IllegalStateException("the application failed", failed);
        }
        return loader;
    }

    private static void endThreads() throws InterruptedException {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("rmx-")) {
                thread.join(TimeUnit.MINUTES.toMillis(1)); // it may be about to end
                if (thread.isAlive()) {
                    System.out.println("the thread " + thread.getName());
                }
            }
        }
    }

    /** JDK 17 keeps the class of the last field that a record compared for the first time. Makes it one of ours. */
    private static void replaceTheLastRecord() {
        Own one = new Own(Thread.currentThread());
        if (!one.equals(new Own(one.field())) || one.hashCode() != new Own(one.field()).hashCode()) {
            throw new IllegalStateException("records are not what they were");
        }
    }

    private static URL[] classPath() throws MalformedURLException {
        List<URL> urls = new ArrayList<>();
        for (String element : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            urls.add(Path.of(element).toUri().toURL());
        }
        return urls.toArray(new URL[0]);
    }
}
