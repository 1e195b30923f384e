import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/**
 * Reads what {@code mvn -Prelease deploy} has staged in a folder, as Maven Central does before it publishes, and says
 * all that is wrong: {@code java .ci/StagedRepository.java FOLDER VERSION}. It also follows the links of the Javadoc,
 * in a module and from one to another. A version that ends in -SNAPSHOT may depend on snapshots.
 */
class StagedRepository {
    private static final String GROUP = "dev.rmx";
    private static final Set<String> ARTIFACTS =
            Set.of("rmx-bom", "rmx-parent", "rmx-api", "rmx-record-codec", "rmx-resolver", "rmx-testkit");
    private static final Pattern TIMESTAMP = Pattern.compile("\\d{8}\\.\\d{6}-\\d+");
    private static final Pattern HREF = Pattern.compile("(?:href|src)=\"([^\"]*)\"");
    private static final Pattern ID = Pattern.compile("id=\"([^\"]*)\"");

    private final Path group;
    private final String version;
    private final boolean snapshot;
    private final Set<String> problems = new TreeSet<>();
    private final Map<String, Element> poms = new TreeMap<>();
    private final Map<String, Map<String, String>> pages = new HashMap<>();
    private final Map<String, Set<String>> anchors = new HashMap<>();

    StagedRepository(Path repository, String version) {
        this.group = repository.resolve(GROUP.replace('.', '/'));
        this.version = version;
        this.snapshot = version.endsWith("-SNAPSHOT");
    }

    public static void main(String[] arguments) throws Exception {
        StagedRepository staged = new StagedRepository(Path.of(arguments[0]), arguments[1]);
        String summary = staged.check();
        staged.problems.forEach(problem -> System.err.println("staged repository: " + problem));
        System.out.println(summary);
        System.exit(staged.problems.isEmpty() ? 0 : 1);
    }

    private String check() throws Exception {
        Set<String> found = names(group);
        if (!found.equals(ARTIFACTS)) {
            problems.add("artifacts are " + found + ", not " + new TreeSet<>(ARTIFACTS));
        }
        found.retainAll(ARTIFACTS);
        int files = 0;
        int signed = 0;
        for (String artifact : found) {
            for (Path file : files(artifact)) {
                files++;
                signed += Files.exists(Path.of(file + ".asc")) ? 1 : 0;
                checkSum(file, "MD5");
                checkSum(file, "SHA-1");
            }
            Path pom = file(artifact, ".pom");
            poms.put(artifact, parse(pom));
        }
        if (signed != 0 && signed != files) {
            problems.add("only " + signed + " of " + files + " files are signed");
        }
        for (String artifact : poms.keySet()) {
            checkPom(artifact);
        }
        for (String artifact : poms.keySet()) {
            if (!text(poms.get(artifact), "packaging").equals(Optional.of("pom"))) {
                checkJars(artifact);
            }
        }
        int links = 0;
        int across = 0;
        for (String artifact : pages.keySet()) {
            for (String page : List.copyOf(pages.get(artifact).keySet())) {
                for (String link : matches(HREF, pages.get(artifact).get(page))) {
                    links++;
                    across += followed(artifact, page, link) ? 1 : 0;
                }
            }
        }
        if (across == 0) {
            problems.add("no Javadoc links to another module");
        }
        return poms.size() + " artifacts, " + files + " files, " + signed + " of them signed, " + links
                + " links of Javadoc, " + across + " of them to other modules; " + problems.size() + " problems";
    }

    private Path file(String artifact, String ending) throws IOException {
        Path folder = group.resolve(artifact).resolve(version);
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> normal(file).equals(artifact + "-" + version + ending))
                    .findFirst()
                    .orElseGet(() -> {
                        problems.add(artifact + " has no " + ending);
                        return folder.resolve("missing" + ending);
                    });
        }
    }

    /** The name of a file; a snapshot's has a time in place of SNAPSHOT. */
    private String normal(Path file) {
        String name = file.getFileName().toString();
        return snapshot ? TIMESTAMP.matcher(name).replaceFirst("SNAPSHOT") : name;
    }

    /** What is published of an artifact, without check sums and signatures. */
    private List<Path> files(String artifact) throws IOException {
        try (Stream<Path> files = Files.list(group.resolve(artifact).resolve(version))) {
            return files.filter(file -> !file.toString().matches(".*\\.(md5|sha1|sha256|sha512|asc)"))
                    .filter(file -> !file.getFileName().toString().equals("maven-metadata.xml"))
                    .toList();
        }
    }

    private void checkSum(Path file, String algorithm) throws IOException, GeneralSecurityException {
        Path beside = Path.of(file + "." + algorithm.toLowerCase().replace("-", ""));
        byte[] digest = MessageDigest.getInstance(algorithm).digest(Files.readAllBytes(file));
        if (!Files.exists(beside) || !Files.readString(beside).trim().equals(HexFormat.of().formatHex(digest))) {
            problems.add(normal(file) + " has no " + algorithm + ", or a wrong one");
        }
    }

    private void checkPom(String artifact) {
        Element pom = poms.get(artifact);
        for (String own : List.of("modelVersion", "artifactId", "name", "description")) {
            if (text(pom, own).isEmpty()) {
                problems.add(artifact + ": the POM has no " + own);
            }
        }
        for (String path : List.of(
                "url", "licenses/license/name", "licenses/license/url", "developers/developer/name",
                "scm/connection", "scm/developerConnection", "scm/url", "issueManagement/url")) {
            if (inherited(artifact, path).isEmpty()) {
                problems.add(artifact + ": the POM and its parents have no " + path);
            }
        }
        if (!inherited(artifact, "version").equals(Optional.of(version))) {
            problems.add(artifact + ": version is " + inherited(artifact, "version") + ", not " + version);
        }
        for (String banned : List.of("repositories", "pluginRepositories", "distributionManagement")) {
            if (child(pom, banned).isPresent()) {
                problems.add(artifact + ": the POM has " + banned);
            }
        }
        if (!snapshot && pom.getTextContent().contains("-SNAPSHOT")) {
            problems.add(artifact + ": the POM of a release names a snapshot");
        }
    }

    private Optional<String> inherited(String artifact, String path) {
        Element pom = poms.get(artifact);
        Optional<String> own = text(pom, path);
        if (own.isPresent()) {
            return own;
        }
        Optional<String> parent = text(pom, "parent/artifactId");
        if (parent.isPresent() && !poms.containsKey(parent.get())) {
            problems.add(artifact + ": its parent " + parent.get() + " is not staged");
            return Optional.empty();
        }
        return parent.flatMap(name -> inherited(name, path));
    }

    private void checkJars(String artifact) throws IOException {
        Map<String, String> classes = contents(file(artifact, ".jar"));
        Map<String, String> sources = contents(file(artifact, "-sources.jar"));
        Map<String, String> javadoc = contents(file(artifact, "-javadoc.jar"));
        pages.put(artifact, javadoc);
        for (Map<String, String> jar : List.of(classes, sources, javadoc)) {
            for (String licence : List.of("META-INF/LICENSE", "META-INF/NOTICE")) {
                if (!jar.containsKey(licence)) {
                    problems.add(artifact + ": a jar has no " + licence);
                }
            }
        }
        if (!classes.containsKey("module-info.class")) {
            problems.add(artifact + " is no module");
        }
        for (String name : classes.keySet()) {
            if (name.endsWith(".class") && !name.contains("$")) {
                String source = name.replaceFirst("class$", "java");
                if (!sources.containsKey(source)) {
                    problems.add(artifact + ": the sources have no " + source);
                }
            }
        }
        if (!javadoc.containsKey("index.html") || !javadoc.containsKey("element-list")) {
            problems.add(artifact + ": the Javadoc has no index.html or element-list");
        }
        String sbom = Files.readString(file(artifact, "-cyclonedx.json"));
        if (!sbom.contains("\"CycloneDX\"") || !sbom.contains("pkg:maven/" + GROUP + "/" + artifact + "@" + version)) {
            problems.add(artifact + ": the SBOM does not name it");
        }
    }

    /** The entries of a jar, with the text of pages. */
    private static Map<String, String> contents(Path jar) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        if (Files.exists(jar)) {
            try (ZipFile zip = new ZipFile(jar.toFile())) {
                for (var entry : zip.stream().toList()) {
                    contents.put(entry.getName(), entry.getName().endsWith(".html")
                            ? new String(zip.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8)
                            : "");
                }
            }
        }
        return contents;
    }

    /** Follows a link of Javadoc, and says whether it leads to another module of ours. */
    private boolean followed(String artifact, String page, String link) {
        String site = "https://javadoc.io/doc/" + GROUP + "/";
        String to = artifact;
        String target = link;
        if (link.startsWith(site)) {
            String[] parts = link.substring(site.length()).split("/", 3);
            to = parts[0];
            target = parts[2];
            if (!parts[1].equals(version)) {
                problems.add(artifact + "/" + page + ": " + link + " is to another version");
            }
        } else if (link.matches("(https?|mailto|javascript):.*")) {
            return false;
        } else {
            target = link.startsWith("#") ? page + link : URI.create(page).resolve(link).toString();
        }
        String[] parts = target.split("#", 2);
        String name = parts[0].isEmpty() || parts[0].endsWith("/") ? parts[0] + "index.html" : parts[0];
        String content = pages.getOrDefault(to, Map.of()).get(name.split("\\?", 2)[0]);
        if (content == null) {
            problems.add(artifact + "/" + page + ": " + link + " leads nowhere");
        } else if (parts.length == 2 && !parts[1].isEmpty()) {
            Set<String> ids = anchors.computeIfAbsent(to + "/" + name, key -> matches(ID, content));
            boolean lists = page.equals("constant-values.html"); // its list of contents has names above the packages
            if (!lists && !ids.contains(URLDecoder.decode(parts[1].replace("+", "%2B"), StandardCharsets.UTF_8))) {
                problems.add(artifact + "/" + page + ": " + link + " names no place of its page");
            }
        }
        return !to.equals(artifact);
    }

    private static Set<String> matches(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(match -> match.group(1)
                        .replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&"))
                .collect(Collectors.toSet());
    }

    private static Set<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static Element parse(Path pom) {
        try {
            return DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(pom.toFile())
                    .getDocumentElement();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SAXException | ParserConfigurationException e) {
            throw new IllegalStateException(pom + " is no XML", e);
        }
    }

    private static Optional<String> text(Element pom, String path) {
        Optional<Element> element = Optional.of(pom);
        for (String name : path.split("/")) {
            element = element.flatMap(parent -> child(parent, name));
        }
        return element.map(Element::getTextContent).map(String::trim).filter(text -> !text.isEmpty());
    }

    private static Optional<Element> child(Element parent, String name) {
        List<Element> children = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element && element.getTagName().equals(name)) {
                children.add(element);
            }
        }
        return children.stream().findFirst();
    }
}
