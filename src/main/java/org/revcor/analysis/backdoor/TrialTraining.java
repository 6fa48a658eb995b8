package org.revcor.analysis.backdoor;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.commons.io.function.Uncheck;
import org.revcor.InvalidInputException;
import org.revcor.analysis.Progress.AnalysisStoppedException;
import org.revcor.analysis.Workers;
import org.revcor.dataset.Images;
import org.revcor.dataset.Poisoning;
import org.revcor.observer.ObserverSource;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.observer.training.Card;
import org.revcor.observer.training.Recipe;
import org.revcor.observer.training.TrainedObserver;
import org.revcor.observer.training.Training;
import org.revcor.observer.training.TrainingOptions;
import org.revcor.observer.training.TrainingProgress;
import org.revcor.observer.training.TrainingProgress.TrainingListener;

/** Trains the networks of a trial in parallel, one engine thread each, and caches them. */
final class TrialTraining {
  private final Path folder;
  private final Recipe recipe;
  private final TrainingOptions options;
  private final Images training;
  private final Images test;
  private final Workers workers;
  private final Catalogue cached;

  /**
   * @param folder folder of the cached networks
   * @param options options of each network except for its name and seed
   */
  TrialTraining(
      Path folder,
      Recipe recipe,
      TrainingOptions options,
      Images training,
      Images test,
      Workers workers) {
    this.folder = folder;
    this.recipe = recipe;
    this.options = options;
    this.training = training;
    this.test = test;
    this.workers = workers;
    this.cached = new Catalogue(folder);
  }

  /**
   * A trained network of the trial.
   *
   * @param accuracy accuracy on plain test images, in [0,1]
   * @param success success rate of its backdoor, in [0,1]; 0 for a clean network
   */
  record Trained(TrialNetwork network, ObserverSource source, double accuracy, double success) {}

  /**
   * Trains those that are not cached.
   *
   * @throws InvalidInputException if a cached network was trained with other options
   */
  List<Trained> all(List<TrialNetwork> networks) {
    List<TrialNetwork> missing = networks.stream().filter(each -> card(each).isEmpty()).toList();
    workers.progress().expects((long) missing.size() * options.epochs() * training.size());
    workers.each(
        missing.size(),
        i -> {
          train(missing.get(i));
          return true;
        });
    return networks.stream().map(this::trained).toList();
  }

  private Trained trained(TrialNetwork network) {
    Card card = card(network).orElseThrow();
    Card.Attack attack = card.backdoor();
    return new Trained(
        network,
        cached.named(network.name()),
        card.accuracy().orElseThrow(),
        attack == null ? 0 : attack.success());
  }

  private Optional<Card> card(TrialNetwork network) {
    Optional<Card> card = cached.find(network.name()).flatMap(entry -> entry.card());
    card.filter(each -> !matches(each, network))
        .ifPresent(
            other -> {
              throw new InvalidInputException(
                  "work",
                  "%s, where %s was trained with other options".formatted(folder, network.name()),
                  "the folder of a trial of the same seed, recipe and training options, or an empty"
                      + " one");
            });
    return card;
  }

  private boolean matches(Card card, TrialNetwork network) {
    return card.recipe().equals(recipe.name())
        && card.seed() == network.seed()
        && card.epochs() == options.epochs()
        && card.batch() == options.batch()
        && card.learningRate() == options.learningRate()
        && Optional.ofNullable(card.backdoor())
            .map(attack -> List.of(attack.stamp(), attack.at(), attack.from(), attack.to()))
            .equals(network.backdoor().map(TrialTraining::identity));
  }

  private static List<Object> identity(Poisoning backdoor) {
    return List.of(
        backdoor.stamp().name(),
        List.of(backdoor.stamp().place().row(), backdoor.stamp().place().column()),
        backdoor.from(),
        backdoor.to());
  }

  private void train(TrialNetwork network) {
    Optional<TrainedObserver> best =
        Training.run(
            recipe,
            TrainingSets.of(training, test, network.backdoor()),
            new TrainingOptions(
                network.name(),
                options.epochs(),
                network.seed(),
                options.batch(),
                options.learningRate(),
                options.threads()),
            Optional.empty(),
            new Listener(workers, training.size(), options.batch()));
    if (workers.isStopped()) {
      throw new AnalysisStoppedException();
    }
    Uncheck.run(() -> best.orElseThrow().write(folder));
  }

  private record Listener(Workers workers, int images, int batch) implements TrainingListener {
    @Override
    public void progress(TrainingProgress now) {
      if (now instanceof TrainingProgress.Step step) {
        workers.progress().shown(Math.min(batch, images - (step.batch() - 1) * batch));
      }
    }

    @Override
    public boolean stopped() {
      return workers.isStopped();
    }
  }
}
