package org.revcor.observer.training;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.time.Duration;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.revcor.file.Digest;
import org.revcor.file.Safetensors;
import org.revcor.observer.Observer;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.ObserverSource;
import org.revcor.observer.network.Network;
import org.revcor.observer.network.NetworkSource;
import org.revcor.observer.network.TrainingNoise;
import org.revcor.observer.network.Weights;
import org.revcor.observer.training.TrainingProgress.TrainingListener;
import org.revcor.observer.training.TrainingSet.Backdoor;

/**
 * Trains an observer by its recipe with Adam, on images in a new order each epoch.
 *
 * <p>Java draws initial weights, orders, dropout and latent noise from the seed, since the whole
 * process shares the engine's generator. The engine's backward pass runs on this thread. DJL's
 * {@code GradientCollector} is not used, since a process can use only one at a time. So trainings
 * and studies can run at the same time. The same seed, images, options and number of engine threads
 * give the same weights, byte for byte.
 *
 * <p>There is no validation set. Each epoch is evaluated on the test images, and the first epoch
 * with the best result is returned.
 */
public final class Training {
  private static final String GENERATOR = "L64X128MixRandom";
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;
  private static final long NOISE = 0xD1B54A32D192ED03L;
  private static final long MIRROR = 0x8CB92BA72F3D8DD7L;

  private final Recipe recipe;
  private final TrainingSet set;
  private final TrainingOptions options;
  private final TrainingListener listener;
  private final TrainingNoise noise = new TrainingNoise(generator(0));
  private final Device device = Device.cpu();
  private final long start = System.nanoTime();
  private final int batches;
  private @Nullable TrainedObserver best;

  private Training(
      Recipe recipe, TrainingSet set, TrainingOptions options, TrainingListener listener) {
    this.recipe = recipe;
    this.set = set;
    this.options = options;
    this.listener = listener;
    this.batches = Math.ceilDiv(set.training().size(), options.batch());
  }

  /**
   * Trains on the calling thread.
   *
   * @return the observer of the best epoch; empty if the listener stops it in the first epoch
   * @throws org.revcor.InvalidInputException if the images do not fit the recipe
   */
  public static Optional<TrainedObserver> run(
      Recipe recipe, TrainingSet images, TrainingOptions options, TrainingListener listener) {
    Training training = new Training(recipe, images.restrictedTo(recipe), options, listener);
    Engine.getInstance();
    boolean recording = JniUtils.isGradMode();
    int threads = JniUtils.getNumThreads();
    try {
      JniUtils.setNumThreads(options.threads());
      return training.train();
    } finally {
      JniUtils.setNumThreads(threads);
      JniUtils.setGradMode(recording);
    }
  }

  private Optional<TrainedObserver> train() {
    Weights initial = Weights.initial(recipe.architecture(), options.seed());
    try (Network network = Network.forTraining(recipe.architecture(), initial, device, noise);
        NDManager manager = NDManager.newBaseManager(device, "PyTorch")) {
      Adam adam = new Adam(network.weights(), recipe.hyperparameters().weightDecay());
      ImageBatch batch = new ImageBatch(set.training(), options.batch());
      boolean stopped = false;
      for (int epoch = 1; epoch <= options.epochs() && !stopped; epoch++) {
        stopped = !epoch(epoch, network, adam, batch, manager);
      }
    }
    return Optional.ofNullable(best);
  }

  /** Makes one pass over the images; returns false if the listener stopped it. */
  private boolean epoch(
      int epoch, Network network, Adam adam, ImageBatch batch, NDManager manager) {
    int[] order = order(epoch);
    BitSet mirrored = mirrored(epoch);
    double rate =
        options.learningRate() * Math.pow(recipe.hyperparameters().rateFactor(), epoch - 1.0);
    noise.restart(generator(options.seed() ^ epoch * NOISE));
    double loss = 0;
    int correct = 0;
    for (int step = 1; step <= batches; step++) {
      int from = (step - 1) * options.batch();
      int to = Math.min(from + options.batch(), order.length);
      try (NDManager scope = manager.newSubManager()) {
        NDArray labels = batch.labels(scope, order, from, to);
        NDArray images = batch.images(scope, order, from, to, mirrored);
        JniUtils.setGradMode(true);
        List<NDArray> values =
            network.forward(images, recipe.loss().layers(recipe.architecture()), true);
        PtNDArray mean = (PtNDArray) recipe.loss().compute(values, images, labels);
        JniUtils.backward(mean, (PtNDArray) scope.ones(new Shape()), false, false);
        JniUtils.setGradMode(false);
        adam.step(rate);
        loss += (to - from) * (double) mean.getFloat();
        correct += recipe.loss().classifies() ? correct(values.getFirst(), labels) : 0;
      }
      listener.progress(
          new TrainingProgress.Step(
              epoch,
              options.epochs(),
              step,
              batches,
              loss / to,
              accuracy(correct, to),
              remaining(epoch, step)));
      if (listener.stopped()) {
        return false;
      }
    }
    epochEnded(epoch, loss / order.length, accuracy(correct, order.length), network);
    return !listener.stopped();
  }

  private static int correct(NDArray outputs, NDArray labels) {
    NDArray selected =
        outputs.getShape().get(1) == 1
            ? outputs.flatten().gt(0).toType(labels.getDataType(), false)
            : outputs.argMax(1);
    return (int) selected.eq(labels.flatten()).countNonzero().getLong();
  }

  private OptionalDouble accuracy(int correct, int images) {
    return recipe.loss().classifies()
        ? OptionalDouble.of((double) correct / images)
        : OptionalDouble.empty();
  }

  private static RandomGenerator generator(long seed) {
    return RandomGeneratorFactory.of(GENERATOR).create(seed);
  }

  /** Returns a Fisher-Yates shuffle that depends only on the seed and the epoch. */
  private int[] order(int epoch) {
    RandomGenerator random = generator(options.seed() + epoch * GOLDEN);
    Integer[] order = IntStream.range(0, set.training().size()).boxed().toArray(Integer[]::new);
    Collections.shuffle(Arrays.asList(order), random);
    return Stream.of(order).mapToInt(Integer::intValue).toArray();
  }

  /** Returns the images to mirror in an epoch: a random half if the recipe mirrors, else none. */
  private BitSet mirrored(int epoch) {
    BitSet mirrored = new BitSet();
    if (recipe.hyperparameters().mirrored() && set.backdoor().isEmpty()) {
      RandomGenerator random = generator(options.seed() ^ epoch * MIRROR);
      IntStream.range(0, set.training().size()).forEach(i -> mirrored.set(i, random.nextBoolean()));
    }
    return mirrored;
  }

  private void epochEnded(int epoch, double loss, OptionalDouble accuracy, Network network) {
    byte[] file =
        Safetensors.encode(network.weights().weights().tensors(), recipe.storage(), Map.of());
    TrainedObserver trained = new TrainedObserver(file, evaluate(epoch, file));
    boolean isBest =
        best == null || trained.card().evaluation().isBetterThan(best.card().evaluation());
    best = isBest ? trained : best;
    listener.progress(
        new TrainingProgress.EpochEnded(
            epoch, options.epochs(), loss, accuracy, elapsed(), trained, isBest));
  }

  private Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private Duration remaining(int epoch, int step) {
    double done = (epoch - 1.0) * batches + step;
    return Duration.ofNanos(
        (long) (elapsed().toNanos() / done * ((double) options.epochs() * batches - done)));
  }

  /** Evaluates the weights of an epoch on the test images, and describes them by a card. */
  private Card evaluate(int epoch, byte[] file) {
    String digest = Digest.of(file);
    ObserverDescription described =
        recipe.describe(options.name(), set.training().classes(), digest);
    ObserverSource written =
        NetworkSource.openLazily(options.name(), described, recipe.architecture(), () -> file);
    try (Observer observer = written.load(device)) {
      Evaluation evaluation = Evaluation.of(observer, set.test(), device);
      Card.Attack attack = set.backdoor().map(each -> attack(each, observer)).orElse(null);
      return card(epoch, evaluation, attack, digest);
    }
  }

  private Card.Attack attack(Backdoor backdoor, Observer observer) {
    int[][] confusion = Evaluation.confusion(observer, backdoor.probes(), device);
    int to = set.training().classes().indexOf(backdoor.to());
    int predicted = Arrays.stream(confusion).mapToInt(row -> row[to]).sum();
    return new Card.Attack(
        backdoor.stamp(),
        backdoor.at(),
        backdoor.from(),
        backdoor.to(),
        backdoor.fraction(),
        backdoor.stamped(),
        (double) predicted / backdoor.probes().size());
  }

  private Card card(int epoch, Evaluation evaluation, Card.@Nullable Attack attack, String digest) {
    Engine engine = Engine.getInstance();
    String version = Training.class.getPackage().getImplementationVersion();
    return new Card(
        options.name(),
        recipe.name(),
        recipe.dataset(),
        recipe.architecture().shape(),
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
        evaluation.accuracy(),
        evaluation.confusion(),
        evaluation.error(),
        attack,
        elapsed().toMillis() / 1000.0,
        engine.getEngineName() + " " + engine.getVersion(),
        version == null ? "development" : version,
        digest);
  }
}
