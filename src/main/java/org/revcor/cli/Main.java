package org.revcor.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.revcor.ObserverFailedException;
import org.revcor.RevcorException;
import org.revcor.RevcorVersion;
import org.revcor.analysis.registry.AnalysisRegistry;
import org.revcor.cli.StudyServer.RequestFailedException;
import org.revcor.dataset.Fetcher.NotFetchedException;
import org.revcor.inference.MemoryShortageException;
import org.revcor.server.RevcorServer.ServerStartException;
import org.revcor.study.plan.StageFailure;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

@Command(
    name = "revcor",
    scope = ScopeType.INHERIT,
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = "Reverse correlation on neural networks.")
public final class Main implements Runnable {
  private static final List<Class<?>> COMMANDS =
      List.of(
          ServeCommand.class,
          WorkerCommand.class,
          WorkersCommand.class,
          RunCommand.class,
          KnownCommand.class,
          CompareCommand.class,
          FoldCommand.class,
          RefoldCommand.class,
          AnalyseCommand.class,
          ReproduceCommand.class,
          ObserversCommand.class,
          StimuliCommand.class,
          TrainCommand.class,
          FitCommand.class,
          DataCommand.class,
          StudiesCommand.class,
          ReportCommand.class,
          TokenCommand.class,
          DoctorCommand.class);

  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"revcor " + RevcorVersion.TEXT};
    }
  }

  @Spec private CommandSpec spec;

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Writes the log, and stack traces of internal errors, to standard error.")
  private boolean verbose;

  private Main() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT); // numbers look alike on every machine
    int code = commandLine(args).execute(args);
    boolean isLost = code == ExitCode.DONE && System.out.checkError();
    System.exit(isLost ? ExitCode.FAILED : code);
  }

  /** Returns the commands; only the first argument's if it names one, to start quickly. */
  static CommandLine commandLine(String... args) {
    Main main = new Main();
    CommandLine commands = new CommandLine(main);
    List<Class<?>> named =
        COMMANDS.stream().filter(each -> args.length > 0 && args[0].equals(name(each))).toList();
    (named.isEmpty() ? COMMANDS : named).forEach(commands::addSubcommand);
    Optional.ofNullable(commands.getSubcommands().get("analyse"))
        .ifPresent(
            analyse ->
                AnalysisRegistry.all()
                    .forEach(
                        each -> analyse.addSubcommand(each.name(), NamedAnalysisCommand.of(each))));
    addHeadings(commands);
    return commands
        .setExecutionStrategy(
            parsed -> {
              requireNoneBeforeSubcommand(parsed);
              setLogLevel(main.verbose, parsed);
              return new CommandLine.RunLast().execute(parsed);
            })
        .setParameterExceptionHandler(Main::badUsage)
        .setExecutionExceptionHandler(
            (failure, command, parsed) -> failure(failure, command, main.verbose));
  }

  /** Refuses arguments of a command whose subcommand runs in its place, which would be ignored. */
  private static void requireNoneBeforeSubcommand(ParseResult parsed) {
    if (!parsed.hasSubcommand()) {
      return;
    }
    CommandSpec subcommand = parsed.subcommand().commandSpec();
    for (ArgSpec given : parsed.matchedArgs()) {
      boolean isCommon =
          given instanceof OptionSpec option
              && (option.scopeType() == ScopeType.INHERIT
                  || option.usageHelp()
                  || option.versionHelp());
      if (!isCommon) {
        String name =
            given instanceof OptionSpec option ? option.longestName() : given.paramLabel();
        throw new ParameterException(
            parsed.commandSpec().commandLine(),
            "%s is given before %s; %s"
                .formatted(
                    name,
                    subcommand.name(),
                    subcommand.findOption(name) == null
                        ? subcommand.name() + " does not take it"
                        : "give it after " + subcommand.name()));
      }
    }
    requireNoneBeforeSubcommand(parsed.subcommand());
  }

  private static String name(Class<?> command) {
    return Objects.requireNonNull(command.getAnnotation(Command.class)).name();
  }

  private static void addHeadings(CommandLine command) {
    UsageMessageSpec usage = command.getCommandSpec().usageMessage();
    if (!usage.exitCodeList().isEmpty()) {
      usage.exitCodeListHeading("Exit codes:%n");
    }
    command.getSubcommands().values().forEach(Main::addHeadings);
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "missing command: " + String.join(", ", spec.subcommands().keySet()));
  }

  /** Sets the log level: INFO for a server, a worker or with {@code --verbose}, else ERROR. */
  private static void setLogLevel(boolean verbose, ParseResult parsed) {
    boolean server =
        parsed.hasSubcommand()
            && List.of("serve", "worker").contains(parsed.subcommand().commandSpec().name());
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(verbose || server ? Level.INFO : Level.ERROR);
  }

  static int badUsage(ParameterException error, String[] arguments) {
    CommandLine command = error.getCommandLine();
    println(command, error.getMessage() + suggestion(error));
    command.getErr().printf("Try '%s --help'.%n", command.getCommandSpec().qualifiedName());
    return ExitCode.BAD_INPUT;
  }

  static int failure(Exception failure, CommandLine command, boolean verbose) {
    Throwable cause = StageFailure.of(failure);
    if (cause instanceof RevcorException) {
      String.valueOf(cause.getMessage()).lines().forEach(line -> println(command, line));
      return exitCode(cause);
    }
    println(
        command,
        "internal error: " + cause + (verbose ? "" : "; --verbose prints the stack trace"));
    if (verbose) {
      cause.printStackTrace(command.getErr());
    }
    return ExitCode.FAILED;
  }

  private static int exitCode(Throwable cause) {
    return switch (cause) {
      case RequestFailedException response -> response.exitCode();
      case ServerStartException start -> ExitCode.FAILED;
      case NotFetchedException fetch -> ExitCode.FAILED;
      case ObserverFailedException observer -> ExitCode.FAILED;
      case MemoryShortageException shortage -> ExitCode.FAILED;
      default -> ExitCode.BAD_INPUT;
    };
  }

  private static void println(CommandLine command, String message) {
    command.getErr().println(command.getCommandSpec().qualifiedName() + ": " + message);
  }

  private static String suggestion(ParameterException error) {
    return error instanceof UnmatchedArgumentException unmatched
            && !unmatched.getSuggestions().isEmpty()
        ? "; did you mean " + unmatched.getSuggestions().getFirst() + "?"
        : "";
  }
}
