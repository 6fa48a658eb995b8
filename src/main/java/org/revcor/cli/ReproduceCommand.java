package org.revcor.cli;

import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.revcor.analysis.AnalysisProgress.AnalysisStoppedException;
import org.revcor.paper.ImageNet;
import org.revcor.paper.Item;
import org.revcor.paper.PaperItems;
import org.revcor.paper.Reproduction;
import org.revcor.paper.ReproductionListener;
import org.revcor.paper.Result;
import org.revcor.study.results.StudyView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

@Command(
    name = "reproduce",
    description = {
      "Reproduces the figures and tables of the paper, and tests each claim by a fixed rule.",
      "Writes results.csv, report.md, and a page and a folder for each item. When"
          + " restarted with the same --out it makes only missing items."
    },
    exitCodeList = {
      "0:done; the report names items that could not run",
      "1:an item failed; the others are complete",
      "2:an item or an option is invalid",
      "130:ended by Ctrl-C; completed items remain"
    })
final class ReproduceCommand extends PrintingCommand implements Callable<Integer> {
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
      description = "Figures and tables to reproduce (default: all): ${COMPLETION-CANDIDATES}.")
  private @Nullable List<String> items;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description =
          "Folder for results; created if missing. Its subfolder store holds studies and trained"
              + " networks.")
  private Path out;

  @Option(
      names = "--quick",
      description = "Uses small trial counts: checks in minutes that everything runs.")
  private boolean quick;

  @Option(
      names = "--page",
      paramLabel = "FILE",
      description =
          "Also writes the overview to this Markdown file, and a page per item to a folder of the"
              + " same name beside it.")
  private @Nullable Path page;

  @Option(
      names = "--report-only",
      description =
          "Runs nothing: evaluates the results in the folder, and writes the table, report and"
              + " pages.")
  private boolean reportOnly;

  @Option(
      names = "--causes",
      description =
          "Measures items with the steps of the authors' code, and with other networks, that may"
              + " explain differences; see the column cause. Runs after the items themselves.")
  private boolean causes;

  @Option(
      names = "--observers",
      split = ",",
      paramLabel = "FILE",
      description =
          "TorchScript files of ImageNet networks for table1 (default: those in the folder models"
              + " of the data sets).")
  private @Nullable List<Path> observers;

  @Option(
      names = "--images",
      paramLabel = "DIR",
      description =
          "Folder of ImageNet images for table1, a subfolder per class (default: imagenet or"
              + " imagenet-sample of the data sets).")
  private @Nullable Path images;

  @Option(
      names = "--sizes",
      split = ",",
      paramLabel = "N",
      description = "Rows and columns of the stimuli for table1, multiples of 32 (default: 32).")
  private @Nullable List<Integer> sizes;

  @Mixin private LocalOptions local;

  @Override
  public Integer call() {
    List<String> names = items == null ? List.of() : items;
    if (reportOnly && !names.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "--report-only reports all items; omit " + String.join(" ", names));
    }
    Reproduction reproduction =
        new Reproduction(
            PaperItems.ALL,
            names,
            out,
            quick,
            Optional.ofNullable(page),
            imageNet(local.settings().folders().datasets()),
            local.materials(),
            local.lanes(),
            local.settings().runs().checkpointInterval());
    ReproductionProgress progress =
        new ReproductionProgress(local.isQuiet() ? new PrintWriter(Writer.nullWriter()) : err());
    try (Interrupts interrupts = Interrupts.open()) {
      interrupts.onFirst(reproduction::stop);
      if (reportOnly) {
        reproduction.report();
      } else if (causes) {
        reproduction.runCauses(progress);
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
      err().printf("failed: %s; see the log%n", String.join(", ", failed));
    }
    local.print(reproduction.results(), () -> out().println("results.csv, report.md in " + out));
    return failed.isEmpty() ? ExitCode.DONE : ExitCode.FAILED;
  }

  private ImageNet imageNet(Path datasets) {
    ImageNet standard = ImageNet.in(datasets);
    return new ImageNet(
        images == null ? standard.images() : images,
        observers == null ? standard.observers() : observers,
        sizes == null ? standard.sizes() : sizes);
  }

  /**
   * Prints the progress of a reproduction: a line per item and per result, and the running study.
   */
  static final class ReproductionProgress implements ReproductionListener {
    private static final long LOG_INTERVAL_NANOS = 60_000_000_000L;

    private final RedrawnLine line;
    private final boolean terminal = RedrawnLine.isTerminal();
    private long lastPrinted = System.nanoTime();
    private String part = "";

    ReproductionProgress(PrintWriter out) {
      this.line = new RedrawnLine(out, terminal);
    }

    @Override
    public synchronized void begins(String item, String title, int number, int of) {
      line.println("%s (%d of %d): %s".formatted(item, number, of, title));
    }

    @Override
    public synchronized void kept(String item) {
      line.println(item + ": complete already");
    }

    @Override
    public synchronized void part(String text) {
      part = text;
      line.redraw(() -> "  " + text);
    }

    @Override
    public synchronized void study(StudyView view) {
      showRunning(() -> ProgressLine.bar(part, view));
    }

    @Override
    public synchronized void shown(long stimuli, long expected, double secondsLeft) {
      showRunning(
          () ->
              "  %s: %s"
                  .formatted(
                      part, ProgressLine.shown(stimuli, expected, "stimuli shown", secondsLeft)));
    }

    @Override
    public synchronized void ends(String item, List<Result> results) {
      for (Result row : results) {
        line.println(
            "  %s (%s): paper %s, ours %s, %s"
                .formatted(
                    row.quantity(),
                    row.convention(),
                    row.paper(),
                    row.ours(),
                    row.verdict().text()));
      }
    }

    /** Prints the running study or part: redrawn on a terminal, else a line per minute. */
    private void showRunning(Supplier<String> text) {
      line.redraw(text);
      long time = System.nanoTime();
      if (!terminal && time - lastPrinted >= LOG_INTERVAL_NANOS) {
        lastPrinted = time;
        line.println(text.get());
      }
    }

    synchronized void close() {
      line.clear();
    }
  }
}
