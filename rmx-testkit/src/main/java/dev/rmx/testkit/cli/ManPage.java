package dev.rmx.testkit.cli;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi.Text;
import picocli.CommandLine.Help.ColorScheme;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The manual page of a command, section 1, in the language of {@code man} (man(7)), made from its usage help. */
final class ManPage {
    /** No line of the usage help is broken: man does that. */
    private static final int WIDE = 2_000;

    private final CommandSpec spec;
    private final Help help;
    private final StringBuilder text = new StringBuilder();

    private ManPage(CommandLine command) {
        this.spec = command.getCommandSpec();
        spec.usageMessage().width(WIDE);
        this.help = new Help(spec, Help.defaultColorScheme(Help.Ansi.OFF));
    }

    /** The name of a command's page, such as {@code rmx-check}. */
    static String name(CommandLine command) {
        return command.getCommandSpec().qualifiedName("-");
    }

    /** The page. */
    static String of(CommandLine command) {
        return new ManPage(command).write(name(command));
    }

    private String write(String name) {
        UsageMessageSpec usage = spec.usageMessage();
        macro("TH", '"' + name.replace("-", "\\-") + '"', "1");
        section("NAME");
        line(name + " - " + usage.description()[0]);
        section("SYNOPSIS");
        line(help.synopsis(0).replaceAll("\\s+", " ").strip());
        section("DESCRIPTION");
        Stream.of(usage.description()).forEach(this::paragraph);
        if (!spec.subcommands().isEmpty()) {
            section("COMMANDS");
            spec.subcommands()
                    .forEach((word, command) ->
                            item(word, command.getCommandSpec().usageMessage().description()[0]));
        }
        options();
        Map<String, String> codes = usage.exitCodeList();
        if (!codes.isEmpty()) {
            section("EXIT STATUS");
            codes.forEach(this::item);
        }
        if (spec.parent() != null) {
            section("SEE ALSO");
            line(spec.root().qualifiedName("-") + "(1)");
        }
        return text.toString();
    }

    private void options() {
        ColorScheme plain = help.colorScheme();
        Help.IParamLabelRenderer labels = help.createDefaultParamLabelRenderer();
        section("OPTIONS");
        spec.positionalParameters().stream()
                .filter(parameter -> !parameter.hidden())
                .map(parameter -> help.createDefaultParameterRenderer().render(parameter, labels, plain))
                .forEach(this::rows);
        spec.options().stream()
                .filter(option -> !option.hidden())
                .map(option -> help.createDefaultOptionRenderer().render(option, labels, plain))
                .forEach(this::rows);
    }

    /** The rows of an option or parameter: its names in the columns before the last, which describes it. */
    private void rows(Text[][] rows) {
        List<Text> first = List.of(rows[0]);
        String names = first.subList(0, first.size() - 1).stream()
                .map(Text::toString)
                .collect(Collectors.joining(" "))
                .replaceAll("\\s+", " ")
                .replace(" ,", ",")
                .strip();
        item(
                names,
                Stream.of(rows)
                        .map(row -> row[row.length - 1].toString().strip())
                        .collect(Collectors.joining(" ")));
    }

    private void section(String title) {
        macro("SH", '"' + title + '"');
    }

    private void paragraph(String words) {
        macro("PP");
        line(words);
    }

    private void item(String term, String words) {
        macro("TP");
        text.append("\\fB").append(escaped(term)).append("\\fR\n");
        line(words);
    }

    private void macro(String name, String... arguments) {
        text.append('.')
                .append(String.join(
                        " ",
                        Stream.concat(Stream.of(name), Stream.of(arguments)).toList()))
                .append('\n');
    }

    /** A line of text, which must not look like a macro. */
    private void line(String words) {
        text.append("\\&")
                .append(escaped(words.replace("%n", " ").replace("\n", " ")))
                .append('\n');
    }

    private static String escaped(String words) {
        return words.replace("\\", "\\e").replace("-", "\\-");
    }
}
