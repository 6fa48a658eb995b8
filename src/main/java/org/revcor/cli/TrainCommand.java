package org.revcor.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.revcor.experiment.TrainingSets;
import org.revcor.observer.training.Recipe;
import org.revcor.observer.training.TrainedObserver;
import org.revcor.observer.training.Training;
import org.revcor.observer.training.TrainingOptions;
import org.revcor.observer.training.TrainingSet;
import org.revcor.observer.training.TrainingState;
import org.revcor.server.Settings;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code revcor train}: makes an observer by its recipe and puts it into the observers folder. */
@Command(
    name = "train",
    description =
        "Trains an observer by its recipe. The best epoch is kept, also after Ctrl-C; the same command then goes on"
            + " after the last whole epoch.",
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:the observer is written",
      "1:it could not be written",
      "2:bad input",
      "130:ended by Ctrl-C"
    })
final class TrainCommand implements Callable<Integer> {
  @Parameters(
      index = "0",
      paramLabel = "RECIPE",
      completionCandidates = RecipeNames.class,
      description = "What to train: ${COMPLETION-CANDIDATES}.")
  private String recipe;

  @Mixin private SettingsOptions settings;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where NAME.safetensors and NAME.json go (default: the observers folder).")
  private @Nullable Path out;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "What to call the observer (default: the recipe's name).")
  private @Nullable String name;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description = "Passes over the images (default: the recipe's own number).")
  private @Nullable Integer epochs;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "Seed of weights, order, dropout and latent noise (${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "256",
      description = "Images a step (${DEFAULT-VALUE}).")
  private int batch;

  @Option(
      names = "--learning-rate",
      paramLabel = "X",
      defaultValue = "0.001",
      description = "Of Adam (${DEFAULT-VALUE}).")
  private double learningRate;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads of the engine; other numbers give other last bits (default: a core).")
  private @Nullable Integer threads;

  @Option(
      names = "--fresh",
      description = "Begins anew where an unfinished training of that name could go on.")
  private boolean fresh;

  @ArgGroup(exclusive = false, heading = "A backdoor (paper, Fig 7):%n")
  private @Nullable BackdoorOptions backdoor;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    try {
      return train();
    } catch (IOException | UncheckedIOException failed) {
      spec.commandLine().getErr().println("cannot write the observer: " + failed);
      return ExitCode.FAILED;
    }
  }

  private int train() throws IOException {
    Settings given = settings.alone();
    Recipe made = Recipe.named(recipe);
    TrainingOptions options = options(made);
    TrainingSet set =
        TrainingSets.of(
            made, given.datasets(), Optional.ofNullable(backdoor).map(BackdoorOptions::poisoning));
    Path folder = out == null ? given.observers() : out;
    PrintWriter told = spec.commandLine().getOut();
    Optional<TrainingState> from =
        fresh ? Optional.empty() : TrainingState.find(folder, options.name());
    from.ifPresent(state -> told.println("resuming after epoch " + state.epoch()));
    AtomicBoolean interrupted = new AtomicBoolean();
    try (Interrupts interrupts = Interrupts.taken()) {
      interrupts.then(() -> interrupted.set(true));
      TrainProgress progress = new TrainProgress(told, folder, interrupted::get);
      Optional<TrainedObserver> best = Training.run(made, set, options, from, progress);
      progress.close(best);
    }
    if (interrupted.get()) {
      return ExitCode.INTERRUPTED;
    }
    TrainingState.remove(folder, options.name());
    return ExitCode.DONE;
  }

  private TrainingOptions options(Recipe made) {
    TrainingOptions standard = TrainingOptions.standard(made);
    return new TrainingOptions(
        name == null ? standard.name() : name,
        epochs == null ? standard.epochs() : epochs,
        seed,
        batch,
        learningRate,
        threads == null ? standard.threads() : threads);
  }
}
