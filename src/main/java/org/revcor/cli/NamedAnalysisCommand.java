package org.revcor.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.revcor.InvalidInputException;
import org.revcor.analysis.Analysis;
import org.revcor.analysis.AnalysisContext;
import org.revcor.analysis.AnalysisProgress;
import org.revcor.analysis.AnalysisProgress.AnalysisStoppedException;
import org.revcor.analysis.AnalysisThreads;
import org.revcor.analysis.Arguments;
import org.revcor.analysis.Parameter;
import org.revcor.figure.AnalysisResult;
import org.revcor.figure.AnalysisResultFiles;
import org.revcor.figure.Columns;
import org.revcor.figure.Figure;
import org.revcor.figure.FigureText;
import org.revcor.inference.LaneSettings;
import org.revcor.inference.Platform;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

@Command(
    exitCodeList = {
      "0:done",
      "1:the observer failed, or the result cannot be written",
      "2:an option, the observer, the images or the study is invalid",
      "130:ended by Ctrl-C"
    })
final class NamedAnalysisCommand extends PrintingCommand implements Callable<Integer> {
  private static final int MAX_ROWS = 40;
  private static final int MAX_COLUMNS = 12;

  private final Analysis analysis;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "Folder for findings.json, tables (csv) and images (svg, npy); created if missing."
              + " Without it the result is only printed.")
  private @Nullable Path out;

  @Mixin private LocalOptions local;

  private NamedAnalysisCommand(Analysis analysis) {
    this.analysis = analysis;
  }

  static CommandSpec of(Analysis analysis) {
    CommandSpec command = CommandSpec.forAnnotatedObject(new NamedAnalysisCommand(analysis));
    command.name(analysis.name());
    command.usageMessage().description(literal(analysis.question()));
    for (Parameter parameter : analysis.parameters()) {
      command.addOption(option(parameter));
    }
    return command;
  }

  private static OptionSpec option(Parameter parameter) {
    String standard = parameter.defaultValue().map(" (default: %s)"::formatted).orElse("");
    return OptionSpec.builder("--" + parameter.name())
        .type(String.class)
        .required(parameter.required())
        .paramLabel(parameter.placeholder())
        .description(literal(parameter.description().replaceAll("\\.$", "") + standard + "."))
        .build();
  }

  /** Escapes percent signs, since help texts are format strings. */
  private static String literal(String text) {
    return text.replace("%", "%%");
  }

  @Override
  public Integer call() {
    if (out != null) {
      createFolder("--out", out);
    }
    Arguments arguments = arguments();
    try {
      return print(new LocalAnalysis(analysis, local, err()).run(arguments));
    } catch (AnalysisStoppedException stopped) {
      return ExitCode.INTERRUPTED;
    } catch (InvalidInputException unusable) {
      throw withOptionName(unusable);
    }
  }

  private Arguments arguments() {
    Map<String, String> given = new HashMap<>();
    for (Parameter parameter : analysis.parameters()) {
      String value = spec.findOption("--" + parameter.name()).getValue();
      if (value != null) {
        given.put(parameter.name(), value);
      }
    }
    try {
      return Arguments.of(analysis, given);
    } catch (InvalidInputException unusable) {
      throw withOptionName(unusable);
    }
  }

  private InvalidInputException withOptionName(InvalidInputException unusable) {
    boolean parameter =
        analysis.parameters().stream().anyMatch(each -> each.name().equals(unusable.field()));
    return parameter
        ? new InvalidInputException("--" + unusable.field(), unusable.value(), unusable.expected())
        : unusable;
  }

  private int print(AnalysisResult result) {
    local.print(AnalysisResultFiles.tree(result), () -> report(result));
    Path folder = out;
    if (folder == null) {
      return ExitCode.DONE;
    }
    int code =
        writing(
            "cannot write the result to " + folder,
            () -> AnalysisResultFiles.write(result, folder));
    if (code == ExitCode.DONE) {
      local.text().printf("%s, tables and images in %s%n", AnalysisResultFiles.JSON, folder);
    }
    return code;
  }

  /** Prints statements, tables, and matrices of at most 12 columns. */
  private void report(AnalysisResult result) {
    out().println(result.title());
    result.statements().forEach(out()::println);
    for (Figure figure : result.figures()) {
      switch (figure) {
        case Figure.Table table -> print(table);
        case Figure.Matrix matrix when matrix.columns().size() <= MAX_COLUMNS ->
            print(matrix.table());
        case Figure.Matrix wide -> {}
        case Figure.Curves curves -> {}
        case Figure.Gallery gallery -> {}
      }
    }
    out().println();
  }

  private void print(Figure.Table figure) {
    List<String> columns = figure.columns();
    List<List<Object>> rows = figure.rows();
    out().println();
    out().println(figure.title());
    Columns<List<Object>> shown = new Columns<>();
    for (int i = 0; i < columns.size(); i++) {
      int column = i;
      boolean isNumber = !rows.isEmpty() && rows.getFirst().get(i) instanceof Number;
      shown.with((isNumber ? ">" : "") + columns.get(i), row -> FigureText.shown(row.get(column)));
    }
    print(shown, rows.subList(0, Math.min(MAX_ROWS, rows.size())));
    if (rows.size() > MAX_ROWS) {
      out().printf("... and %,d more rows%n", rows.size() - MAX_ROWS);
    }
  }

  /** An analysis that runs in this process until it ends or Ctrl-C stops it. */
  record LocalAnalysis(Analysis analysis, LocalOptions options, PrintWriter err) {
    /**
     * Runs the analysis.
     *
     * @throws org.revcor.analysis.AnalysisProgress.AnalysisStoppedException after Ctrl-C
     */
    AnalysisResult run(Arguments arguments) {
      AnalysisProgress progress = new AnalysisProgress();
      LaneSettings lanes = options.lanes();
      Platform platform = Platform.ofThisMachine(lanes.kernels());
      try (Interrupts interrupts = Interrupts.open();
          AnalysisThreads threads =
              new AnalysisThreads(
                  platform.devices(lanes.cpuLanes()), platform.hasVectorKernels(), progress)) {
        interrupts.onFirst(progress::stop);
        AnalysisContext context = new AnalysisContext(options.materials(), Path::of, threads);
        CompletableFuture<AnalysisResult> end =
            CompletableFuture.supplyAsync(() -> analysis.run(arguments, context));
        return options.isQuiet()
            ? end.join()
            : new RedrawnLine(err)
                .follow(
                    end,
                    () ->
                        ProgressLine.shown(
                            progress.shown(),
                            progress.expected(),
                            "stimuli shown",
                            progress.secondsLeft()));
      } catch (CompletionException failed) {
        throw failed.getCause() instanceof RuntimeException thrown ? thrown : failed;
      }
    }
  }
}
