package org.revcor.observer;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.revcor.InvalidInputException;

/**
 * Trains an observer by its recipe: softmax cross entropy on the logits, Adam, pictures in a new
 * order each epoch.
 *
 * <p>Initial weights and orders are drawn in Java from the seed, since the engine's own generator
 * is shared by the whole process. Gradients are taken by the engine's backward pass on this thread
 * and not by DJL's {@code GradientCollector}, of which only one may be at work in a process. So
 * trainings and studies may run side by side, and the same seed, pictures, options and number of
 * engine threads give the same weights, byte for byte.
 *
 * <p>No pictures are held out: the test accuracy of every epoch is told, and the first epoch with
 * the highest is kept.
 */
public final class Training {
  private static final String GENERATOR = "L64X128MixRandom";
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private final Recipe recipe;
  private final TrainingPictures pictures;
  private final TrainingPictures test;
  private final TrainingOptions options;
  private final TrainingListener listener;
  private final Device device = Device.cpu();
  private final long start = System.nanoTime();
  private final int batches;
  private @Nullable TrainedObserver best;

  private Training(
      Recipe recipe,
      TrainingPictures pictures,
      TrainingPictures test,
      TrainingOptions options,
      TrainingListener listener) {
    this.recipe = recipe;
    this.pictures = pictures;
    this.test = test;
    this.options = options;
    this.listener = listener;
    this.batches = Math.ceilDiv(pictures.size(), options.batch());
  }

  /**
   * Trains on the calling thread.
   *
   * @return the observer of the best epoch; empty if the listener stopped it before the first ended
   * @throws InvalidInputException if the pictures do not suit the recipe
   */
  public static Optional<TrainedObserver> run(
      Recipe recipe,
      TrainingPictures training,
      TrainingPictures test,
      TrainingOptions options,
      TrainingListener listener) {
    requireSuited(recipe, training);
    requireSuited(recipe, test);
    Engine.getInstance();
    boolean recording = JniUtils.isGradMode();
    int threads = JniUtils.getNumThreads();
    try {
      JniUtils.setNumThreads(options.threads());
      return new Training(recipe, training, test, options, listener).train();
    } finally {
      JniUtils.setNumThreads(threads);
      JniUtils.setGradMode(recording);
    }
  }

  private static void requireSuited(Recipe recipe, TrainingPictures pictures) {
    Architecture architecture = recipe.architecture();
    if (pictures.planes() != architecture.planes()
        || pictures.height() != architecture.height()
        || pictures.width() != architecture.width()
        || pictures.classes().size() != architecture.outputs()
        || pictures.size() == 0) {
      throw new InvalidInputException(
          "data set",
          "%s, %,d pictures of %d x %d x %d in %d classes"
              .formatted(
                  pictures.dataset(),
                  pictures.size(),
                  pictures.planes(),
                  pictures.height(),
                  pictures.width(),
                  pictures.classes().size()),
          "pictures of %d x %d x %d in %d classes, as %s needs"
              .formatted(
                  architecture.planes(),
                  architecture.height(),
                  architecture.width(),
                  architecture.outputs(),
                  recipe.name()));
    }
  }

  private Optional<TrainedObserver> train() {
    Weights initial = Weights.initial(recipe.architecture(), options.seed());
    try (Network network = new Network(recipe.architecture(), initial, device, true);
        NDManager manager = NDManager.newBaseManager(device, "PyTorch")) {
      Adam adam = new Adam(network.arrays().values(), options.learningRate());
      Batch batch = new Batch(pictures, options.batch());
      boolean stopped = false;
      for (int epoch = 1; epoch <= options.epochs() && !stopped; epoch++) {
        stopped = !epoch(epoch, network, adam, batch, manager);
      }
    }
    return Optional.ofNullable(best);
  }

  /** One pass over the pictures; false if the listener stopped it. */
  private boolean epoch(int epoch, Network network, Adam adam, Batch batch, NDManager manager) {
    int[] order = order(epoch);
    double loss = 0;
    int right = 0;
    for (int step = 1; step <= batches; step++) {
      int from = (step - 1) * options.batch();
      int to = Math.min(from + options.batch(), order.length);
      try (NDManager scope = manager.newSubManager()) {
        NDArray labels = batch.labels(scope, order, from, to);
        JniUtils.setGradMode(true);
        NDArray logits = network.forward(batch.pictures(scope, order, from, to));
        PtNDArray mean = (PtNDArray) logits.logSoftmax(1).gather(labels, 1).mean().neg();
        JniUtils.backward(mean, (PtNDArray) scope.ones(new Shape()), false, false);
        JniUtils.setGradMode(false);
        adam.step();
        loss += (to - from) * (double) mean.getFloat();
        right += (int) logits.argMax(1).eq(labels.flatten()).countNonzero().getLong();
      }
      listener.progress(
          new TrainingProgress.Step(
              epoch,
              options.epochs(),
              step,
              batches,
              loss / to,
              (double) right / to,
              remaining(epoch, step)));
      if (listener.stopped()) {
        return false;
      }
    }
    epochEnded(epoch, loss / order.length, (double) right / order.length, network);
    return !listener.stopped();
  }

  /** Fisher and Yates's shuffle; an epoch's order depends on the seed and its number alone. */
  private int[] order(int epoch) {
    RandomGenerator random =
        RandomGeneratorFactory.of(GENERATOR).create(options.seed() + epoch * GOLDEN);
    int[] order = IntStream.range(0, pictures.size()).toArray();
    for (int i = order.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int moved = order[i];
      order[i] = order[j];
      order[j] = moved;
    }
    return order;
  }

  private void epochEnded(int epoch, double loss, double accuracy, Network network) {
    Weights weights = network.weights();
    byte[] file = Safetensors.encode(weights);
    String digest = Digest.of(file);
    Evaluation evaluation;
    ObserverDescription described =
        recipe.describe(recipe.name(), OutputKind.LOGITS, pictures.classes(), digest);
    try (Observer observer =
        new NetworkObserver(
            described, new Network(recipe.architecture(), weights, device, false))) {
      evaluation = Evaluation.of(observer, test, device);
    }
    Optional<TrainedObserver> improved = Optional.empty();
    if (best == null || evaluation.accuracy() > best.testAccuracy()) {
      TrainedObserver now = new TrainedObserver(file, card(epoch, evaluation, digest));
      best = now;
      improved = Optional.of(now);
    }
    listener.progress(
        new TrainingProgress.EpochEnded(
            epoch, options.epochs(), loss, accuracy, evaluation.accuracy(), elapsed(), improved));
  }

  private Card card(int epoch, Evaluation evaluation, String digest) {
    Architecture architecture = recipe.architecture();
    Engine engine = Engine.getInstance();
    String version = Training.class.getPackage().getImplementationVersion();
    return new Card(
        recipe.name(),
        recipe.name(),
        recipe.dataset(),
        List.of(architecture.planes(), architecture.height(), architecture.width()),
        OutputKind.LOGITS.word(),
        pictures.classes(),
        options.seed(),
        options.epochs(),
        epoch,
        options.batch(),
        options.learningRate(),
        options.threads(),
        pictures.size(),
        pictures.digest(),
        test.size(),
        test.digest(),
        evaluation.accuracy(),
        evaluation.confusion(),
        elapsed().toMillis() / 1000.0,
        engine.getEngineName() + " " + engine.getVersion(),
        version == null ? "development" : version,
        digest);
  }

  private Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private Duration remaining(int epoch, int step) {
    long done = (epoch - 1L) * batches + step;
    long all = (long) options.epochs() * batches;
    return Duration.ofNanos((long) ((double) elapsed().toNanos() / done * (all - done)));
  }
}
