package org.revcor.cli;

import java.util.Objects;
import org.revcor.analysis.registry.AnalysisRegistry;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The {@code revcor} command. */
@Command(
    name = "revcor",
    scope = ScopeType.INHERIT,
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = "Reverse correlation on neural networks.",
    subcommands = {
      ServeCommand.class,
      WorkerCommand.class,
      WorkersCommand.class,
      ClusterCommand.class,
      RunCommand.class,
      FoldCommand.class,
      RefoldCommand.class,
      KnownCommand.class,
      KeysCommand.class,
      CalibrateCommand.class,
      SelftestCommand.class,
      CompareCommand.class,
      AnalyseCommand.class,
      ReproduceCommand.class,
      BenchCommand.class,
      StimuliCommand.class,
      TrainCommand.class,
      FitCommand.class,
      ObserversCommand.class,
      BasesCommand.class,
      DataCommand.class,
      DatabaseCommand.class,
      StudiesCommand.class,
      ReportCommand.class,
      ExportCommand.class,
      ImportCommand.class,
      PruneCommand.class,
      GenerateCompletion.class
    })
public final class Main implements Runnable {
  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Writes the log, and stack traces of internal errors, to standard error.")
  private boolean verbose;

  @Spec private CommandSpec spec;

  private Main() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    Main main = new Main();
    CommandLine commands = new CommandLine(main);
    CommandLine analyse = Objects.requireNonNull(commands.getSubcommands().get("analyse"));
    AnalysisRegistry.all()
        .forEach(each -> analyse.addSubcommand(each.name(), NamedAnalysisCommand.of(each)));
    return commands
        .setExecutionStrategy(
            parsed -> {
              LogLevel.set(main.verbose, parsed);
              return new CommandLine.RunLast().execute(parsed);
            })
        .setParameterExceptionHandler(ErrorMessages::badUsage)
        .setExecutionExceptionHandler(
            (failure, command, parsed) -> ErrorMessages.failure(failure, command, main.verbose));
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "missing command: " + String.join(", ", spec.commandLine().getSubcommands().keySet()));
  }
}
