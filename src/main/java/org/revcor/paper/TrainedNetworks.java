package org.revcor.paper;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.commons.io.function.Uncheck;
import org.revcor.InvalidInputException;
import org.revcor.analysis.Progress;
import org.revcor.analysis.Progress.AnalysisStoppedException;
import org.revcor.analysis.backdoor.TrainingSets;
import org.revcor.dataset.Poisoning;
import org.revcor.observer.ObserverSource;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.observer.catalogue.Catalogue.CatalogueEntry;
import org.revcor.observer.training.Card;
import org.revcor.observer.training.Recipe;
import org.revcor.observer.training.Training;
import org.revcor.observer.training.TrainingOptions;
import org.revcor.observer.training.TrainingProgress;
import org.revcor.observer.training.TrainingProgress.TrainingListener;
import org.revcor.observer.training.TrainingState;

/**
 * The networks that a reproduction trains, cached in a folder.
 *
 * @param observers folder of the networks
 * @param datasets folder of the data sets
 */
record TrainedNetworks(
    Path observers, Path datasets, Progress progress, ReproductionListener listener) {

  /**
   * Returns a network; trains it unless it is cached, and resumes a training that was stopped.
   *
   * @throws InvalidInputException if a cached network was trained with other options
   */
  ObserverSource network(TrainingOptions options, Recipe recipe, Optional<Poisoning> backdoor) {
    String name = options.name();
    Catalogue cached = new Catalogue(observers);
    Uncheck.run(() -> Files.createDirectories(observers));
    Optional<TrainingState> from = Uncheck.get(() -> TrainingState.find(observers, name));
    if (from.isPresent() || !Files.exists(observers.resolve(name + ".json"))) {
      train(options, recipe, backdoor, from);
    }
    cached
        .find(name)
        .flatMap(CatalogueEntry::card)
        .ifPresent(card -> requireSame(card, options, recipe, backdoor.isPresent()));
    return cached.named(name);
  }

  private static void requireSame(
      Card card, TrainingOptions options, Recipe recipe, boolean poisoned) {
    boolean same =
        card.recipe().equals(recipe.name())
            && card.epochs() == options.epochs()
            && card.seed() == options.seed()
            && (card.backdoor() != null) == poisoned;
    if (!same) {
      throw new InvalidInputException(
          "observers/" + options.name(),
          "%s, %d epochs, seed %d%s"
              .formatted(
                  card.recipe(),
                  card.epochs(),
                  card.seed(),
                  card.backdoor() == null ? "" : ", with a backdoor"),
          "%s, %d epochs, seed %d%s; delete it to train it again"
              .formatted(
                  recipe.name(),
                  options.epochs(),
                  options.seed(),
                  poisoned ? ", with a backdoor" : ""));
    }
  }

  private void train(
      TrainingOptions options,
      Recipe recipe,
      Optional<Poisoning> backdoor,
      Optional<TrainingState> from) {
    listener.part("training " + options.name());
    Training.run(
        recipe,
        TrainingSets.of(recipe, datasets, backdoor),
        options,
        from,
        new CachedTraining(observers, progress::isStopped, listener));
    if (progress.isStopped()) {
      throw new AnalysisStoppedException();
    }
    Uncheck.run(() -> TrainingState.remove(observers, options.name()));
  }

  /** Writes the best network so far and the training state after each epoch. */
  record CachedTraining(Path folder, BooleanSupplier stop, ReproductionListener listener)
      implements TrainingListener {
    @Override
    public void progress(TrainingProgress progress) {
      if (progress instanceof TrainingProgress.EpochEnded ended) {
        ended.write(folder);
        listener.part(
            "epoch %d of %d, %s".formatted(ended.epoch(), ended.epochs(), ended.quality()));
      }
    }

    @Override
    public boolean stopped() {
      return stop.getAsBoolean();
    }
  }
}
