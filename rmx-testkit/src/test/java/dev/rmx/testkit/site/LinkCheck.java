package dev.rmx.testkit.site;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds links of a site that lead nowhere, and what a page would fetch from elsewhere. */
final class LinkCheck {
    private static final Pattern ID = Pattern.compile("\\b(?:id|name)=\"([^\"]*)\"");
    private static final Pattern LINK = Pattern.compile("\\b(href|src)=\"([^\"]*)\"");
    /** What a browser fetches with the page. */
    private static final Pattern FETCHED = Pattern.compile("<(?:link|script|img|iframe)\\b[^>]*\"(?:https?:)?//");

    private final Path site;
    private final Map<Path, Set<String>> ids = new HashMap<>();

    private LinkCheck(Path site) {
        this.site = site.toAbsolutePath().normalize();
    }

    /** Each fault of the site, as a line with the page and the link. */
    static List<String> broken(Path site) throws IOException {
        LinkCheck check = new LinkCheck(site);
        List<String> faults = new ArrayList<>();
        for (Path page : check.pages()) {
            String html = Files.readString(page);
            if (FETCHED.matcher(html).find()) {
                faults.add(check.site.relativize(page) + " fetches something from elsewhere");
            }
            for (String link : LINK.matcher(html)
                    .results()
                    .map(link -> link.group(2))
                    .distinct()
                    .toList()) {
                if (!check.leadsSomewhere(page, link)) {
                    faults.add(check.site.relativize(page) + " links to " + link);
                }
            }
        }
        return faults;
    }

    private List<Path> pages() throws IOException {
        try (Stream<Path> files = Files.walk(site)) {
            return files.filter(LinkCheck::isPage).sorted().toList();
        }
    }

    private static boolean isPage(Path file) {
        return file.toString().endsWith(".html");
    }

    private boolean leadsSomewhere(Path page, String link) throws IOException {
        if (link.matches("(https?|mailto|javascript):.*")) {
            return true;
        }
        int hash = link.indexOf('#');
        String path = decoded(hash < 0 ? link : link.substring(0, hash));
        Path target = path.isEmpty()
                ? page
                : Objects.requireNonNull(page.getParent()).resolve(path).normalize();
        if (!target.startsWith(site) || !Files.isRegularFile(target)) {
            return false;
        }
        String id = hash < 0 ? "" : decoded(link.substring(hash + 1));
        return id.isEmpty() || !isPage(target) || ids(target).contains(id);
    }

    private Set<String> ids(Path page) throws IOException {
        Set<String> known = ids.get(page);
        if (known == null) {
            known = ID.matcher(Files.readString(page))
                    .results()
                    .map(id -> unescaped(id.group(1)))
                    .collect(Collectors.toSet());
            ids.put(page, known);
        }
        return known;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(unescaped(text).replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static String unescaped(String text) {
        return text.replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&amp;", "&");
    }
}
