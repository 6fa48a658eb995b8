package org.revcor.observer.training;

import ai.djl.Device;
import ai.djl.engine.Engine;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.revcor.file.Digest;
import org.revcor.observer.Observer;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.ObserverSource;
import org.revcor.observer.network.Architecture;
import org.revcor.observer.network.NetworkSource;
import org.revcor.observer.training.TrainingSet.Backdoor;

/** Evaluates the weights of an epoch on the test images, and describes them by a card. */
record EpochEvaluator(Recipe recipe, TrainingSet set, TrainingOptions options, Device device) {

  /**
   * Evaluates the network on the test images.
   *
   * @param file weights as a file
   * @param elapsed time of the training so far
   */
  Card evaluate(int epoch, byte[] file, Supplier<Duration> elapsed) {
    String digest = Digest.of(file);
    ObserverDescription described =
        recipe.describe(options.name(), set.training().classes(), digest);
    ObserverSource written =
        NetworkSource.openLazily(options.name(), described, recipe.architecture(), () -> file);
    try (Observer observer = written.load(device)) {
      Evaluation evaluation = Evaluation.of(observer, set.test(), device);
      Optional<Card.Attack> attack = set.backdoor().map(backdoor -> attack(backdoor, observer));
      return card(epoch, evaluation, attack, elapsed, digest);
    }
  }

  private Card.Attack attack(Backdoor backdoor, Observer observer) {
    int[][] confusion = Evaluation.confusion(observer, backdoor.probes(), device);
    int to = set.training().classes().indexOf(backdoor.to());
    int predicted = IntStream.range(0, confusion.length).map(label -> confusion[label][to]).sum();
    return new Card.Attack(
        backdoor.stamp(),
        backdoor.at(),
        backdoor.from(),
        backdoor.to(),
        backdoor.fraction(),
        backdoor.stamped(),
        (double) predicted / backdoor.probes().size());
  }

  private Card card(
      int epoch,
      Evaluation evaluation,
      Optional<Card.Attack> attack,
      Supplier<Duration> elapsed,
      String digest) {
    Architecture architecture = recipe.architecture();
    Engine engine = Engine.getInstance();
    String version = Training.class.getPackage().getImplementationVersion();
    Evaluation.@Nullable Classified classified =
        evaluation instanceof Evaluation.Classified outputs ? outputs : null;
    Double error =
        evaluation instanceof Evaluation.Reconstructed(double meanSquaredError)
            ? meanSquaredError
            : null;
    return new Card(
        options.name(),
        recipe.name(),
        recipe.dataset(),
        architecture.shape(),
        recipe.output().word(),
        set.training().classes(),
        options.seed(),
        options.epochs(),
        epoch,
        options.batch(),
        options.learningRate(),
        options.threads(),
        set.training().size(),
        set.trainingDigest(),
        set.test().size(),
        set.testDigest(),
        classified == null ? null : classified.accuracy(),
        classified == null ? null : classified.confusion(),
        error,
        attack.orElse(null),
        elapsed.get().toMillis() / 1000.0,
        engine.getEngineName() + " " + engine.getVersion(),
        version == null ? "development" : version,
        digest);
  }
}
