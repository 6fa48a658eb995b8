package org.revcor.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.revcor.analysis.AnalysisStoppedException;
import org.revcor.reproduction.ImageNet;
import org.revcor.reproduction.Item;
import org.revcor.reproduction.Reproduction;
import org.revcor.reproduction.paper.PaperItems;
import org.revcor.server.Settings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code revcor reproduce}: figures and tables of the paper, made anew. */
@Command(
    name = "reproduce",
    description = {
      "Measures the figures and tables of the paper, and judges each of its claims by a fixed rule.",
      "Writes results.csv, report.html, report.md, a page and a folder for each item. Started again"
          + " on the same folder it makes what is missing."
    },
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:done; what could not be run is told",
      "1:an item failed; the others were made",
      "2:an item, or an option, cannot be used",
      "130:ended by Ctrl-C; what was made is kept"
    })
final class ReproduceCommand implements Callable<Integer> {
  /** Names of items. */
  static final class ItemNames implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return PaperItems.ALL.stream().map(Item::name).iterator();
    }
  }

  @Parameters(
      arity = "0..*",
      paramLabel = "ITEM",
      completionCandidates = ItemNames.class,
      description = "What to make (default: all): ${COMPLETION-CANDIDATES}.")
  private @Nullable List<String> items;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description =
          "Folder for results; made if missing. Studies and trained networks are kept in its"
              + " folder store.")
  private Path out;

  @Option(names = "--quick", description = "Small counts: a check that all runs, in minutes.")
  private boolean quick;

  @Option(
      names = "--page",
      paramLabel = "FILE",
      description =
          "Writes the overview there as well, as Markdown, and a page for each item in a folder of"
              + " the same name beside it.")
  private @Nullable Path page;

  @Option(
      names = "--report-only",
      description =
          "Runs nothing: judges what is in the folder already and writes table, report and pages.")
  private boolean reportOnly;

  @Option(
      names = "--observers",
      split = ",",
      paramLabel = "FILE",
      description =
          "TorchScript files of networks of ImageNet's classes, for table1 (default: those in the"
              + " folder models of the data sets).")
  private @Nullable List<Path> observers;

  @Option(
      names = "--images",
      paramLabel = "DIR",
      description =
          "Images of ImageNet, a folder a class, for table1 (default: imagenet or imagenet-sample"
              + " of the data sets).")
  private @Nullable Path images;

  @Option(
      names = "--sizes",
      split = ",",
      paramLabel = "N",
      description = "Rows and columns of the stimuli of table1, multiples of 32 (default: 32).")
  private @Nullable List<Integer> sizes;

  @Option(names = "--quiet", description = "Says nothing but what goes wrong.")
  private boolean quiet;

  @Mixin private LaneOptions lanes;

  @Mixin private SettingsOptions options;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Settings settings = options.alone();
    List<String> names = items == null ? List.of() : items;
    if (reportOnly && !names.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(),
          "--report-only reports all items; leave out " + String.join(" ", names));
    }
    Reproduction reproduction =
        new Reproduction(
            PaperItems.ALL,
            names,
            out,
            quick,
            Optional.ofNullable(page),
            imageNet(settings.datasets()),
            SettingsOptions.materials(settings),
            lanes.over(settings.lanes()),
            settings.checkpointInterval());
    PrintWriter err = spec.commandLine().getErr();
    ReproductionProgress progress = new ReproductionProgress(err, Terminal.isThere(), quiet);
    try (Interrupts interrupts = Interrupts.taken()) {
      interrupts.then(reproduction::stop);
      if (reportOnly) {
        reproduction.report();
      } else {
        reproduction.run(progress);
      }
    } catch (AnalysisStoppedException stopped) {
      return ExitCode.INTERRUPTED;
    } finally {
      progress.close();
    }
    List<String> failed = reproduction.failed();
    if (!failed.isEmpty()) {
      err.println("failed: %s; the log tells why".formatted(String.join(", ", failed)));
      err.flush();
    }
    if (!quiet) {
      PrintWriter writer = spec.commandLine().getOut();
      writer.println("results.csv, report.html, report.md in " + out);
      writer.flush();
    }
    return failed.isEmpty() ? ExitCode.DONE : ExitCode.FAILED;
  }

  private ImageNet imageNet(Path datasets) {
    ImageNet standard = ImageNet.in(datasets);
    return new ImageNet(
        images == null ? standard.images() : images,
        observers == null ? standard.observers() : observers,
        sizes == null ? standard.sizes() : sizes);
  }
}
