package dev.rmx.testkit.cli;

import dev.rmx.PublishedForm;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Converts the value of {@code --forms}: names of forms in any case, with commas between them, and blanks or none. */
final class FormList implements ITypeConverter<FormList.Forms> {
    private static final String RIGHT =
            "; write one form or more, each once, as in rmx,rmx-txt,spf,dmp; all forms are " + names();

    /** The forms in order. A type of its own, because picocli would split a list itself. */
    record Forms(List<PublishedForm> inOrder) {
        @Override
        public String toString() {
            return inOrder.stream().map(FormList::name).collect(Collectors.joining(","));
        }
    }

    @Override
    public Forms convert(String text) {
        List<PublishedForm> forms = new ArrayList<>();
        for (String word : text.split(",", -1)) {
            PublishedForm form = form(word.strip());
            if (forms.contains(form)) {
                throw new TypeConversionException(name(form) + " occurs twice" + RIGHT);
            }
            forms.add(form);
        }
        return new Forms(List.copyOf(forms));
    }

    private static PublishedForm form(String word) {
        String problem = word.isEmpty() ? "a form is empty" : "'" + word + "' is not a form";
        return Stream.of(PublishedForm.values())
                .filter(form -> name(form).equals(word.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException(problem + RIGHT));
    }

    private static String name(PublishedForm form) {
        return form.toString().toLowerCase(Locale.ROOT);
    }

    private static String names() {
        return Stream.of(PublishedForm.values()).map(FormList::name).collect(Collectors.joining(", "));
    }
}
