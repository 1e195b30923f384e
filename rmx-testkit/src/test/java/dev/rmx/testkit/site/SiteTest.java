package dev.rmx.testkit.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pages of the project lead to each other, on GitHub as in the site. */
class SiteTest {
    @TempDir
    private Path directory;

    @Test
    void every_link_of_every_page_leads_somewhere() throws IOException {
        Path site = directory.resolve("site");
        Files.createDirectories(site.resolve("api"));
        Files.writeString(site.resolve("api/index.html"), "the Javadoc, which only the profile makes");

        Site.write(Path.of(".."), site);

        assertThat(LinkCheck.broken(site)).isEmpty();
        assertThat(site.resolve("rmx-resolver/IN-PRODUCTION.html")).exists();
        assertThat(site.resolve("github/SECURITY.html")).exists();
        assertThat(site.resolve("rmx-testkit/src/bench/results/entries.png")).exists();
        assertThat(Files.readString(site.resolve("index.html"))).doesNotContain("<script");
    }

    @Test
    void a_link_to_nothing_is_an_error() throws IOException {
        Files.writeString(directory.resolve("README.md"), "[there](no/such/file.md)");

        assertThatThrownBy(() -> Site.write(directory, directory.resolve("site")))
                .hasMessage("README.md links to no/such/file.md, which is not there");
    }

    @Test
    void a_link_to_no_heading_is_found() throws IOException {
        Files.writeString(
                directory.resolve("README.md"), "# One `two`: three\n\n[right](#one-two-three), [wrong](#four)");
        Path site = directory.resolve("site");
        Site.write(directory, site);

        assertThat(LinkCheck.broken(site))
                .contains("index.html links to #four")
                .noneMatch(line -> line.contains("#one"));
    }

    @Test
    void text_of_a_page_is_escaped_and_a_folder_is_no_link() {
        MarkdownPage page = MarkdownPage.of(
                "# A & B\n\nA <script>x</script> [folder](src) [out](https://a.x/)",
                target -> target.startsWith("https:") ? target : "");

        assertThat(page.title()).isEqualTo("A & B");
        assertThat(page.html())
                .contains("&lt;script&gt;", " folder ", "<a href=\"https://a.x/\">out</a>", "<h1 id=\"a--b\">")
                .doesNotContain("<script", "href=\"src\"");
        assertThat(PageFrame.ofText(Path.of("a/b.html"), "<b>", "x < y"))
                .contains("x &lt; y", "<title>&lt;b&gt;</title>");
    }

    @Test
    void what_a_page_fetches_from_elsewhere_is_found() throws IOException {
        Files.writeString(directory.resolve("a.html"), "<img src=\"https://a.x/a.png\">");

        assertThat(LinkCheck.broken(directory)).containsExactly("a.html fetches something from elsewhere");
    }
}
