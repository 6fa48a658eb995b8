package org.revcor.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.revcor.cli.PrintingCommand.DataSetNames;
import org.revcor.dataset.DataSets;
import org.revcor.dataset.Images;
import org.revcor.server.Settings;
import org.revcor.stimulus.Bases;
import org.revcor.stimulus.Bases.BasisEntry;
import org.revcor.stimulus.Basis;
import org.revcor.stimulus.BasisCard;
import org.revcor.stimulus.FitProgress;
import org.revcor.stimulus.FitProgress.FitListener;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Options of all fits: the images, the folder of the basis, and whether to fit again. */
final class FitTarget {
  @Option(
      names = "--data",
      required = true,
      paramLabel = "NAME",
      completionCandidates = DataSetNames.class,
      description = "Data set: ${COMPLETION-CANDIDATES}.")
  private String data;

  @Mixin private SettingsOptions settings;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "Folder for NAME.safetensors and NAME.json (default: bases in the data folder).")
  private @Nullable Path out;

  @Option(names = "--fresh", description = "Fits again even if the basis exists.")
  private boolean fresh;

  @Mixin private JsonOption json;

  @Spec(Target.MIXEE)
  private CommandSpec spec;

  Images images() {
    return DataSets.train(data, settings.read().folders().datasets());
  }

  /**
   * Fits and writes a basis, unless it exists. A basis included in Revcor counts unless {@code
   * --out} is given.
   *
   * @param isSame whether an existing basis is that of the fit
   * @param fit returns the basis, or empty if it is stopped
   * @param summary returns what the components are of, for the last line
   */
  <B extends Basis> int write(
      String name,
      Predicate<BasisCard> isSame,
      Function<FitListener, Optional<B>> fit,
      Function<B, String> summary) {
    Settings given = settings.read();
    Bases bases = out == null ? Bases.ofDataFolder(given.folders().data()) : new Bases(out);
    Optional<BasisEntry> same = fresh ? Optional.empty() : same(bases, name, isSame);
    if (same.isPresent()) {
      String place =
          same.get().file().map(file -> "in " + file).orElse("and is included in Revcor");
      json.print(
          FitCommand.json(same.get()),
          () -> json.text().printf("%s exists, %s; --fresh fits it again%n", name, place));
      return ExitCode.DONE;
    }
    try {
      int exitCode = write(name, bases.folder(), fit, summary);
      if (exitCode == ExitCode.DONE) {
        json.print(FitCommand.json(bases.find(name).orElseThrow()));
      }
      return exitCode;
    } catch (IOException failed) {
      spec.commandLine().getErr().println("cannot write the basis: " + failed);
      return ExitCode.FAILED;
    }
  }

  private Optional<BasisEntry> same(Bases bases, String name, Predicate<BasisCard> isSame) {
    return bases
        .find(name)
        .filter(entry -> entry.file().isPresent() || out == null)
        .filter(entry -> entry.card().filter(isSame).isPresent());
  }

  private <B extends Basis> int write(
      String name, Path folder, Function<FitListener, Optional<B>> fit, Function<B, String> summary)
      throws IOException {
    AtomicBoolean interrupted = new AtomicBoolean();
    try (Interrupts interrupts = Interrupts.open()) {
      interrupts.onFirst(() -> interrupted.set(true));
      FitProgressPrinter lines =
          new FitProgressPrinter(
              new RedrawnLine(json.text(), Terminal.isInteractive()), interrupted::get);
      lines.println("fitting " + name);
      Optional<B> fitted = fit.apply(lines);
      if (fitted.isEmpty()) {
        lines.println("stopped; nothing written");
        return ExitCode.INTERRUPTED;
      }
      B basis = fitted.get();
      basis.write(folder);
      lines.println(
          "%s: %d components%s, %s of the variance, in %s"
              .formatted(
                  basis.name(),
                  basis.components(),
                  summary.apply(basis),
                  FitProgressPrinter.percent(basis.card().explainedVariance()),
                  folder.toAbsolutePath().normalize()));
      return ExitCode.DONE;
    }
  }

  /** Prints the progress of a fit: a line per plane, and a redrawn line on a terminal. */
  record FitProgressPrinter(RedrawnLine line, BooleanSupplier isStopped) implements FitListener {
    @Override
    public void progress(FitProgress progress) {
      switch (progress) {
        case FitProgress.Step step -> redraw(step);
        case FitProgress.PlaneFitted fitted ->
            println(
                "plane %d/%d  %s of the variance  after %s"
                    .formatted(
                        fitted.plane(),
                        fitted.planes(),
                        percent(List.of(fitted.explained())),
                        RedrawnLine.clock(fitted.elapsed())));
      }
    }

    @Override
    public boolean stopped() {
      return isStopped.getAsBoolean();
    }

    void println(String text) {
      line.println(text);
    }

    /** Formats fractions in [0,1] as {@code 98.01, 97.99 %}. */
    static String percent(List<Double> shares) {
      return shares.stream()
              .map(share -> "%.2f".formatted(100 * share))
              .collect(Collectors.joining(", "))
          + " %";
    }

    private void redraw(FitProgress.Step step) {
      line.redraw(
          () ->
              "%3.0f %%  plane %d/%d  %s  %s left"
                  .formatted(
                      100 * step.share(),
                      step.plane(),
                      step.planes(),
                      step.name(),
                      RedrawnLine.clock(step.remaining())));
    }
  }
}
