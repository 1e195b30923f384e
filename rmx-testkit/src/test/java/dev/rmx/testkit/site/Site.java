package dev.rmx.testkit.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;

/**
 * Makes the site from the README in the root folder and everything in the project that can be reached from it: Markdown
 * and other text become pages, images are copied. A link to nothing is an error.
 */
public final class Site {
    private final Path root;
    private final Path out;
    private final Queue<Path> waiting = new ArrayDeque<>();
    private final Set<Path> reached = new LinkedHashSet<>();

    private Site(Path root, Path out) {
        this.root = root.toAbsolutePath().normalize();
        this.out = out.toAbsolutePath().normalize();
    }

    /** Arguments: the project's root folder, and the folder of the site. */
    public static void main(String[] arguments) throws IOException {
        Path root = Path.of(arguments[0]);
        Path out = Path.of(arguments[1]);
        ApiPages.write(root, out.resolve("api"));
        write(root, out);
        List<String> broken = LinkCheck.broken(out);
        broken.forEach(System.err::println);
        System.out.println("the site is in " + out.resolve("index.html"));
        System.exit(broken.isEmpty() ? 0 : 1);
    }

    /** Writes all pages but the Javadoc. */
    static void write(Path root, Path out) throws IOException {
        Site site = new Site(root, out);
        site.reach(site.root.resolve("README.md"));
        for (Path page = site.waiting.poll(); page != null; page = site.waiting.poll()) {
            site.write(page);
        }
        try (var style = Objects.requireNonNull(Site.class.getResourceAsStream("/site/style.css"))) {
            Files.write(site.out.resolve("style.css"), style.readAllBytes());
        }
    }

    private void reach(Path file) {
        if (reached.add(file)) {
            waiting.add(file);
        }
    }

    private void write(Path file) throws IOException {
        Path page = place(file);
        Files.createDirectories(Objects.requireNonNull(out.resolve(page).getParent()));
        if (isImage(file)) {
            Files.write(out.resolve(page), Files.readAllBytes(file));
        } else if (isMarkdown(file)) {
            MarkdownPage text = MarkdownPage.of(Files.readString(file), target -> rewritten(file, target));
            Files.writeString(out.resolve(page), PageFrame.around(page, text.title(), text.html()));
        } else {
            String name = root.relativize(file).toString();
            Files.writeString(out.resolve(page), PageFrame.ofText(page, name, Files.readString(file)));
        }
    }

    /**
     * The target of a link within the site.
     *
     * @param from the file with the link
     * @return the link as it is if it leads out of the project; empty if it leads to a folder
     */
    private String rewritten(Path from, String target) {
        if (target.startsWith("https:") || target.startsWith("#")) {
            return target;
        }
        int hash = target.indexOf('#');
        String anchor = hash < 0 ? "" : target.substring(hash);
        Path file = Objects.requireNonNull(from.getParent())
                .resolve(hash < 0 ? target : target.substring(0, hash))
                .normalize();
        if (!file.startsWith(root) || !Files.exists(file)) {
            throw new IllegalArgumentException(root.relativize(from) + " links to " + target + ", which is not there");
        }
        if (Files.isDirectory(file)) {
            return "";
        }
        reach(file);
        Path here = Objects.requireNonNull(out.resolve(place(from)).getParent());
        return here.relativize(out.resolve(place(file))).toString().replace('\\', '/') + anchor;
    }

    /** Where a file of the project is in the site, such as {@code rmx-api/index.html}. */
    private Path place(Path file) {
        String name = root.relativize(file).toString().replace('\\', '/').replaceAll("(^|/)\\.", "$1");
        if (isImage(file)) {
            return Path.of(name);
        }
        if (!isMarkdown(file)) {
            return Path.of(name + ".html");
        }
        return Path.of(name.replaceAll("README\\.md$", "index.md").replaceAll("\\.md$", ".html"));
    }

    private static boolean isMarkdown(Path file) {
        return file.toString().endsWith(".md");
    }

    private static boolean isImage(Path file) {
        return file.toString().endsWith(".png");
    }
}
