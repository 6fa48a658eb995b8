package org.revcor.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.revcor.InvalidInputException;
import org.revcor.analysis.AnalysisStoppedException;
import org.revcor.analysis.Workers;
import org.revcor.experiment.Arguments;
import org.revcor.experiment.AnalysisProgress;
import org.revcor.experiment.Analysis;
import org.revcor.experiment.AnalysisContext;
import org.revcor.experiment.Parameter;
import org.revcor.figure.AnalysisResult;
import org.revcor.figure.AnalysisResultFiles;
import org.revcor.lane.Platform;
import org.revcor.server.Settings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code revcor analyse NAME}: an experiment, with an option for each of its parameters. */
@Command(
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:done",
      "1:the observer failed",
      "2:an option, the observer, the images or the study cannot be used",
      "130:ended by Ctrl-C"
    })
final class NamedAnalysisCommand implements Callable<Integer> {
  private final Analysis experiment;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "Folder for findings.json, and for tables (csv) and images (svg); made if missing."
              + " Without it findings are printed only.")
  private @Nullable Path out;

  @Option(names = "--quiet", description = "Prints nothing but what goes wrong.")
  private boolean quiet;

  @Mixin private LaneOptions lanes;

  @Mixin private SettingsOptions options;

  @Spec private CommandSpec spec;

  private NamedAnalysisCommand(Analysis experiment) {
    this.experiment = experiment;
  }

  static CommandSpec of(Analysis experiment) {
    CommandSpec command = CommandSpec.forAnnotatedObject(new NamedAnalysisCommand(experiment));
    command.name(experiment.name());
    command.usageMessage().description(literal(experiment.question()));
    for (Parameter parameter : experiment.parameters()) {
      command.addOption(option(parameter));
    }
    return command;
  }

  private static OptionSpec option(Parameter parameter) {
    String standard = parameter.standard().map(" (default: %s)"::formatted).orElse("");
    return OptionSpec.builder("--" + parameter.name())
        .type(String.class)
        .required(parameter.required())
        .paramLabel(parameter.placeholder())
        .description(literal(parameter.description().replaceAll("\\.$", "") + standard + "."))
        .build();
  }

  /** Help is a format. */
  private static String literal(String text) {
    return text.replace("%", "%%");
  }

  @Override
  public Integer call() {
    Arguments arguments = arguments();
    Settings settings = options.alone();
    AnalysisProgress course = new AnalysisProgress();
    int cpuLanes = lanes.over(settings.lanes()).cpuLanes();
    try (Interrupts interrupts = Interrupts.taken();
        Workers workers = new Workers(Platform.ofThisMachine().devices(cpuLanes), course)) {
      interrupts.then(course::stop);
      AnalysisContext laboratory =
          new AnalysisContext(SettingsOptions.materials(settings), Path::of, workers);
      AnalysisResult findings = followed(arguments, laboratory, course);
      tell(findings);
      return ExitCode.DONE;
    } catch (AnalysisStoppedException stopped) {
      return ExitCode.INTERRUPTED;
    } catch (InvalidInputException unusable) {
      throw inWordsOfOptions(unusable);
    }
  }

  private AnalysisResult followed(Arguments arguments, AnalysisContext laboratory, AnalysisProgress course) {
    CompletableFuture<AnalysisResult> end =
        CompletableFuture.supplyAsync(() -> experiment.run(arguments, laboratory));
    AnalysisProgressLine progress =
        new AnalysisProgressLine(course, spec.commandLine().getErr(), Terminal.isThere());
    try {
      return quiet ? end.join() : progress.follow(end);
    } catch (CompletionException failed) {
      if (failed.getCause() instanceof RuntimeException thrown) {
        throw thrown;
      }
      throw failed;
    }
  }

  private Arguments arguments() {
    Map<String, String> given = new HashMap<>();
    for (Parameter parameter : experiment.parameters()) {
      String value = spec.findOption("--" + parameter.name()).getValue();
      if (value != null) {
        given.put(parameter.name(), value);
      }
    }
    try {
      return Arguments.of(experiment, given);
    } catch (InvalidInputException unusable) {
      throw inWordsOfOptions(unusable);
    }
  }

  private InvalidInputException inWordsOfOptions(InvalidInputException unusable) {
    boolean parameter =
        experiment.parameters().stream().anyMatch(each -> each.name().equals(unusable.field()));
    return parameter
        ? new InvalidInputException("--" + unusable.field(), unusable.value(), unusable.expected())
        : unusable;
  }

  private void tell(AnalysisResult findings) {
    PrintWriter writer = spec.commandLine().getOut();
    if (!quiet) {
      new AnalysisReport(writer).tell(findings);
    }
    if (out != null) {
      try {
        Files.createDirectories(out);
        AnalysisResultFiles.write(findings, out);
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
      if (!quiet) {
        writer.println("%s, tables and images in %s".formatted(AnalysisResultFiles.JSON, out));
      }
    }
    writer.flush();
  }
}
