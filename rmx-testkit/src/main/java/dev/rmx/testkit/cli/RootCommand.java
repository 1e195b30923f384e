package dev.rmx.testkit.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The root command {@code rmx}: its subcommands and what they share. */
@Command(
        name = "rmx",
        mixinStandardHelpOptions = true,
        versionProvider = RootCommand.Version.class,
        scope = CommandLine.ScopeType.INHERIT,
        description = "May this host send mail for that domain? By SPF, RMX or DMP.",
        exitCodeOnInvalidInput = ExitCode.USAGE,
        exitCodeOnExecutionException = ExitCode.SOFTWARE,
        footer = {"", "rmx help COMMAND shows the options and exit codes of a command."})
final class RootCommand implements Runnable {
    private static final List<String> COMMANDS = List.of(
            "check",
            "explain",
            "replay",
            "expand",
            "audit",
            "diff",
            "watch",
            "from-spf",
            "to-spf",
            "received",
            "filter",
            "milter",
            "policyd",
            "quarantine",
            "encode",
            "decode",
            "lint",
            "conformance",
            "completion",
            "man",
            "help");

    /** Commands that refer to others. */
    private static final Set<String> OF_ALL = Set.of("completion", "man", "help");

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    /** The version, from the jar's manifest. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = RootCommand.class.getPackage().getImplementationVersion();
            return new String[] {"rmx " + (version == null ? "(not from its jar)" : version)};
        }
    }

    private RootCommand() {}

    /** Runs the command that the words name; returns the exit code. */
    static int run(RmxCommand.Streams streams, String... words) {
        CommandLine root = withCommands(streams, words)
                .setExpandAtFiles(false)
                .setOut(new PrintWriter(streams.out(), true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(streams.err(), true, StandardCharsets.UTF_8))
                .setExecutionExceptionHandler((e, commandLine, result) -> RmxCommand.problem(e, streams));
        return root.execute(Arguments.expand(optionsWithValues(root), words));
    }

    /**
     * Adds only the command that the first word names, if it can: to build the others takes longer than most checks.
     */
    private static CommandLine withCommands(RmxCommand.Streams streams, String... words) {
        CommandLine root = new CommandLine(new RootCommand());
        boolean one = words.length > 0 && COMMANDS.contains(words[0]) && !OF_ALL.contains(words[0]);
        for (String name : one ? List.of(words[0]) : COMMANDS) {
            Object command = command(name, streams);
            root.addSubcommand(command);
            if (command instanceof Subcommand sub) {
                sub.addCommonExitCodes();
            }
        }
        return root;
    }

    private static Object command(String name, RmxCommand.Streams streams) {
        return switch (name) {
            case "check" -> new CheckCommand(streams);
            case "explain" -> new ExplainCommand(streams);
            case "replay" -> new ReplayCommand(streams);
            case "expand" -> new ExpandCommand(streams);
            case "audit" -> new AuditCommand(streams);
            case "diff" -> new DiffCommand(streams);
            case "watch" -> new WatchCommand(streams);
            case "from-spf" -> new FromSpfCommand(streams);
            case "to-spf" -> new ToSpfCommand(streams);
            case "received" -> new ReceivedCommand(streams);
            case FilterCommand.NAME -> new FilterCommand(streams);
            case "milter" -> new MilterCommand(streams);
            case "policyd" -> new PolicydCommand(streams);
            case "quarantine" -> new QuarantineCommand(streams);
            case "encode" -> new EncodeCommand(streams);
            case "decode" -> new DecodeCommand(streams);
            case "lint" -> new LintCommand(streams);
            case "conformance" -> new ConformanceCommand(streams);
            case "completion" -> new CompletionCommand(streams);
            case "man" -> new ManCommand(streams);
            case "help" -> new HelpCommand();
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static Set<String> optionsWithValues(CommandLine root) {
        Set<String> names = new HashSet<>();
        for (CommandLine command : root.getSubcommands().values()) {
            for (OptionSpec option : command.getCommandSpec().options()) {
                if (option.arity().max() > 0) {
                    names.addAll(Arrays.asList(option.names()));
                }
            }
        }
        return names;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing: one of " + String.join(", ", COMMANDS));
    }
}
