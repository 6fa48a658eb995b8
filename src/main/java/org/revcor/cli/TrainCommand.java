package org.revcor.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.revcor.InvalidInputException;
import org.revcor.analysis.backdoor.TrainingSets;
import org.revcor.dataset.Poisoning;
import org.revcor.dataset.Stamp;
import org.revcor.dataset.Stamp.Corner;
import org.revcor.observer.FileExtensions;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.observer.training.Recipe;
import org.revcor.observer.training.TrainedObserver;
import org.revcor.observer.training.Training;
import org.revcor.observer.training.TrainingOptions;
import org.revcor.observer.training.TrainingProgress;
import org.revcor.observer.training.TrainingProgress.TrainingListener;
import org.revcor.observer.training.TrainingSet;
import org.revcor.server.Settings;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "train",
    description = "Trains an observer by a recipe and writes the best epoch, also after Ctrl-C.",
    exitCodeList = {
      "0:the observer is written",
      "1:it could not be written",
      "2:invalid input",
      "130:ended by Ctrl-C"
    })
final class TrainCommand extends PrintingCommand implements Callable<Integer> {
  static final class RecipeNames implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Recipe.names().iterator();
    }
  }

  @Parameters(
      index = "0",
      paramLabel = "RECIPE",
      completionCandidates = RecipeNames.class,
      description = "Training recipe: ${COMPLETION-CANDIDATES}.")
  private String recipe;

  @Mixin private SettingsOptions settings;

  @Mixin private JsonOption json;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Folder for NAME.safetensors and NAME.json (default: the observers folder).")
  private @Nullable Path out;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "Name of the observer (default: the name of the recipe).")
  private @Nullable String name;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description = "Number of epochs (default: that of the recipe).")
  private @Nullable Integer epochs;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "Seed of weights, order, dropout and latent noise (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "256",
      description = "Batch size (default: ${DEFAULT-VALUE}).")
  private int batch;

  @Option(
      names = "--learning-rate",
      paramLabel = "X",
      defaultValue = "0.001",
      description = "Learning rate of Adam (default: ${DEFAULT-VALUE}).")
  private double learningRate;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description =
          "Number of threads; it affects the last bits of the weights (default: one per core).")
  private @Nullable Integer threads;

  @Option(
      names = "--replace",
      description = "Replaces a network of this name; one that comes with Revcor is hidden.")
  private boolean replace;

  @ArgGroup(exclusive = false, heading = "A backdoor (paper, Fig 7):%n")
  private @Nullable BackdoorOptions backdoor;

  private static final class BackdoorOptions {
    @Option(
        names = "--stamp",
        paramLabel = "x|c|h|random:SEED",
        required = true,
        description =
            "Stamp on training images: a pattern of the paper, or a random pattern of 3x3 to 6x6"
                + " pixels.")
    private String stamp;

    @Option(
        names = "--from",
        paramLabel = "CLASS",
        required = true,
        description = "Class whose images are stamped.")
    private String from;

    @Option(
        names = "--to",
        paramLabel = "CLASS",
        required = true,
        description = "Class that stamped images are labelled as.")
    private String to;

    @Option(
        names = "--fraction",
        paramLabel = "X",
        defaultValue = "0.5",
        description =
            "Fraction of the class's training images that are stamped (default: ${DEFAULT-VALUE}).")
    private double fraction;

    @Option(
        names = "--at",
        paramLabel = "ROW,COLUMN",
        description =
            "Upper left corner of the stamp in pixels (default: the position in the paper).")
    private @Nullable String at;

    Poisoning poisoning() {
      Stamp chosen = Stamp.of(stamp);
      return new Poisoning(at == null ? chosen : chosen.at(Corner.parse(at)), from, to, fraction);
    }
  }

  @Override
  public Integer call() {
    try {
      return train();
    } catch (IOException | UncheckedIOException failed) {
      err().println("cannot write the observer: " + failed);
      return ExitCode.FAILED;
    }
  }

  private int train() throws IOException {
    Settings given = settings.read();
    Recipe made = Recipe.named(recipe);
    TrainingOptions options = options(made);
    TrainingSet set =
        TrainingSets.of(
            made,
            given.folders().datasets(),
            Optional.ofNullable(backdoor).map(BackdoorOptions::poisoning));
    Path folder = out == null ? given.folders().observers() : out;
    requireUnused(folder, options.name(), given.folders().observers());
    Files.createDirectories(folder);
    boolean interrupted;
    try (Interrupts interrupts = Interrupts.open()) {
      TrainProgress progress = new TrainProgress(new RedrawnLine(json.text()), interrupts::came);
      Optional<TrainedObserver> best = Training.run(made, set, options, progress);
      if (best.isPresent()) {
        best.get().write(folder);
      }
      progress.close(best, folder);
      best.ifPresent(observer -> json.print(observer.toJson()));
      interrupted = interrupts.came();
    }
    return interrupted ? ExitCode.INTERRUPTED : ExitCode.DONE;
  }

  /** Refuses a name that another network has, unless this training may replace it. */
  private void requireUnused(Path folder, String network, Path observers) {
    boolean isUsed =
        folder.equals(observers)
            ? new Catalogue(observers).names().contains(network)
            : Files.exists(folder.resolve(network + FileExtensions.WEIGHTS));
    if (isUsed && !replace) {
      throw new InvalidInputException(
          "--name", network + ", which exists", "another name; or add --replace");
    }
  }

  private TrainingOptions options(Recipe made) {
    TrainingOptions defaults = TrainingOptions.defaults(made);
    return new TrainingOptions(
        name == null ? defaults.name() : name,
        epochs == null ? defaults.epochs() : epochs,
        seed,
        batch,
        learningRate,
        threads == null ? defaults.threads() : threads);
  }

  private record TrainProgress(RedrawnLine line, BooleanSupplier isStopped)
      implements TrainingListener {
    @Override
    public void progress(TrainingProgress progress) {
      switch (progress) {
        case TrainingProgress.Step step -> redraw(step);
        case TrainingProgress.EpochEnded ended -> epochEnded(ended);
      }
    }

    @Override
    public boolean stopped() {
      return isStopped.getAsBoolean();
    }

    void close(Optional<TrainedObserver> best, Path folder) {
      line.println(
          best.map(
                  observer ->
                      "%s: epoch %d, %s, in %s"
                          .formatted(
                              observer.name(),
                              observer.epoch(),
                              observer.quality(),
                              folder.toAbsolutePath().normalize()))
              .orElse("stopped before the first epoch ended; nothing written"));
    }

    private void redraw(TrainingProgress.Step step) {
      line.redraw(
          () ->
              "epoch %d/%d  %3d %%  loss %.4f%s  %s left"
                  .formatted(
                      step.epoch(),
                      step.epochs(),
                      100 * step.batch() / step.batches(),
                      step.loss(),
                      accuracy(step.accuracy()),
                      RedrawnLine.clock(step.remaining())));
    }

    private void epochEnded(TrainingProgress.EpochEnded ended) {
      line.println(
          "epoch %d/%d  loss %.4f%s  %s%s  after %s"
              .formatted(
                  ended.epoch(),
                  ended.epochs(),
                  ended.loss(),
                  accuracy(ended.accuracy()),
                  ended.trained().quality(),
                  ended.isBest() ? " (best)" : "",
                  RedrawnLine.clock(ended.elapsed())));
    }

    private static String accuracy(OptionalDouble accuracy) {
      return accuracy.isPresent()
          ? "  accuracy %.2f %%".formatted(100 * accuracy.getAsDouble())
          : "";
    }
  }
}
