package dev.rmx.testkit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.io.Reader;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class LinesTest {
    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.strings().withChars('a', '\n', '\r').ofMaxLength(20);
    }

    /** A reader that gives one character at a time. */
    private static Reader slow(String text) {
        return new StringReader(text) {
            @Override
            public int read(char[] buffer, int offset, int length) throws IOException {
                return super.read(buffer, offset, 1);
            }
        };
    }

    @Property
    void lines_are_those_of_the_jdk(@ForAll("texts") String text, @ForAll @IntRange(min = 1, max = 3) int most)
            throws IOException {
        List<String> expected =
                new BufferedReader(new StringReader(text)).lines().toList();
        for (Reader in : List.of(new StringReader(text), slow(text))) {
            Lines lines = new Lines(in);
            List<String> all = new ArrayList<>();
            for (List<String> chunk = lines.next(most); !chunk.isEmpty(); chunk = lines.next(most)) {
                assertThat(chunk).hasSizeLessThanOrEqualTo(most);
                all.addAll(chunk);
            }
            assertThat(all).isEqualTo(expected);
        }
    }

    @Test
    @Timeout(20)
    void a_line_does_not_wait_for_the_rest_of_the_next() throws IOException {
        try (PipedWriter out = new PipedWriter();
                BufferedReader in = new BufferedReader(new PipedReader(out))) {
            out.write("one\ntw");
            out.flush();
            Lines lines = new Lines(in);
            assertThat(lines.next(10)).containsExactly("one");
            out.write("o\n");
            assertThat(lines.next(10)).containsExactly("two");
        }
    }

    @Test
    void a_line_that_is_too_long_is_cut_and_the_next_is_complete() throws IOException {
        String longest = "x".repeat(Lines.LONGEST);
        Lines lines = new Lines(new StringReader(longest + "\n" + longest + "yz\r\nnext\n" + longest + longest));
        List<String> all = new ArrayList<>();
        for (List<String> chunk = lines.next(1); !chunk.isEmpty(); chunk = lines.next(1)) {
            all.addAll(chunk);
        }
        assertThat(all).containsExactly(longest, longest + "y", "next", longest + "x");
    }
}
