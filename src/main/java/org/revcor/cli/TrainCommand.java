package org.revcor.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.revcor.RevcorException;
import org.revcor.dataset.DataSets;
import org.revcor.dataset.Pictures;
import org.revcor.observer.Recipe;
import org.revcor.observer.TrainedObserver;
import org.revcor.observer.Training;
import org.revcor.observer.TrainingOptions;
import org.revcor.observer.TrainingPictures;
import org.revcor.observer.TrainingSet;
import org.revcor.observer.TrainingState;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code revcor train}: makes an observer by its recipe and puts it into the observers folder. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Trains an observer by its recipe; the best epoch is kept, also after Ctrl-C.",
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:the observer is written",
      "1:it could not be written",
      "2:bad input",
      "130:ended by Ctrl-C"
    })
final class TrainCommand implements Callable<Integer> {
  private static final int WRITE_FAILED = 1;
  private static final int BAD_INPUT = 2;
  private static final int INTERRUPTED = 130;
  private static final int GRACE_SECONDS = 20;

  @Parameters(
      index = "0",
      paramLabel = "RECIPE",
      description = "What to train: ${COMPLETION-CANDIDATES}.",
      completionCandidates = RecipeNames.class)
  private String recipe;

  @Option(
      names = "--datasets",
      paramLabel = "DIR",
      defaultValue = "${env:REVCOR_DATASETS}",
      description =
          "Folder of data sets (default: $REVCOR_DATASETS, or datasets in the data folder).")
  private @Nullable Path datasets;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      defaultValue = "${env:REVCOR_DATA_DIR:-${sys:user.home}/.revcor}",
      description = "Folder of Revcor's state (default: $$REVCOR_DATA_DIR or ~/.revcor).")
  private Path dataDir;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "Where RECIPE.safetensors and RECIPE.json go (default: observers in the data folder).")
  private @Nullable Path out;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "What to call the observer (default: the recipe's name).")
  private @Nullable String name;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description = "Passes over the pictures (default: the recipe's own number).")
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
      description = "Pictures a step (${DEFAULT-VALUE}).")
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

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter err = spec.commandLine().getErr();
    try {
      return train();
    } catch (RevcorException refused) {
      err.println(refused.getMessage());
      return BAD_INPUT;
    } catch (IOException | java.io.UncheckedIOException failed) {
      err.println("cannot write the observer: " + failed);
      return WRITE_FAILED;
    }
  }

  private int train() throws IOException {
    Recipe made = Recipe.named(recipe);
    TrainingOptions options = options(made);
    Path source = datasets == null ? dataDir.resolve("datasets") : datasets;
    TrainingSet set =
        new TrainingSet(
            pictures(DataSets.train(made.dataset(), source)),
            pictures(DataSets.test(made.dataset(), source)));
    Path folder = out == null ? dataDir.resolve("observers") : out;
    Optional<TrainingState> from =
        fresh ? Optional.empty() : TrainingState.find(folder, options.name());
    from.ifPresent(
        state -> spec.commandLine().getOut().println("resuming after epoch " + state.epoch()));
    AtomicBoolean interrupted = new AtomicBoolean();
    CountDownLatch done = new CountDownLatch(1);
    Thread onInterrupt = new Thread(() -> finishFirst(interrupted, done), "train-interrupt");
    Runtime.getRuntime().addShutdownHook(onInterrupt);
    try {
      TrainProgress progress =
          new TrainProgress(spec.commandLine().getOut(), folder, interrupted::get);
      Optional<TrainedObserver> best = Training.run(made, set, options, from, progress);
      progress.close(best);
      if (interrupted.get()) {
        return INTERRUPTED;
      }
      TrainingState.remove(folder, options.name());
      return 0;
    } finally {
      done.countDown();
      remove(onInterrupt);
    }
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

  private static void remove(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException goingDown) {
      // the hook is at work already, and knows that the training is done
    }
  }

  /** Lets the step in progress end, so that no native code runs while the process goes down. */
  private static void finishFirst(AtomicBoolean interrupted, CountDownLatch done) {
    interrupted.set(true);
    try {
      if (!done.await(GRACE_SECONDS, TimeUnit.SECONDS)) {
        System.err.println("the training did not end in time; the best epoch so far is kept");
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  private static TrainingPictures pictures(Pictures of) {
    return new TrainingPictures(
        of.name(),
        of.planes(),
        of.height(),
        of.width(),
        of.classes(),
        of.pixels(),
        of.labels(),
        DataSets.digest(of));
  }
}
