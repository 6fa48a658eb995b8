package org.revcor.observer.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.revcor.Refusals.assertRefused;

import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.dataset.Images;
import org.revcor.file.Digest;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.observer.network.Architecture;
import org.revcor.observer.network.Layer;
import org.revcor.observer.network.Weights;
import org.revcor.observer.training.Recipe.Hyperparameters;
import org.revcor.observer.training.Recipe.Loss;
import org.revcor.observer.training.TrainingProgress.TrainingListener;

@Tag("full")
final class TrainingTest {
  private static final Recipe CNN = Recipe.named("mnist-cnn");
  private static final Images TRAINING = Shown.images(0, 500);
  private static final Images TEST = Shown.images(500, 700);

  private static final TrainingSet SET = new TrainingSet(TRAINING, TEST);

  @TempDir Path folder;

  private final List<TrainingProgress> events = new ArrayList<>();

  @Test
  void lossFallsAndTheBestEpochIsReturned() {
    TrainedObserver observer = train(options(3, 1, 50, 1e-3)).orElseThrow();
    List<TrainingProgress.EpochEnded> epochs = epochs();
    assertThat(epochs).extracting(TrainingProgress.EpochEnded::epoch).containsExactly(1, 2, 3);
    assertThat(epochs.get(2).loss()).isLessThan(epochs.get(0).loss() / 2);
    assertThat(events).hasSize(33);
    assertThat(observer.card().testAccuracy()).isGreaterThan(.6);
    assertThat(epochs)
        .filteredOn(epoch -> epoch.isBest())
        .last()
        .satisfies(
            epoch -> {
              assertThat(epoch.epoch()).isEqualTo(observer.epoch());
              assertThat(epoch.trained().quality()).isEqualTo(observer.quality());
            });
    assertThat(observer.card().weights()).isEqualTo(Digest.of(observer.weights()));
    assertThat(observer.card().trainingImages()).isEqualTo(500);
  }

  @Test
  void onlyTheSameSeedGivesTheSameBytes() {
    TrainingOptions options = options(1, 7, 64, 1e-3);
    byte[] first = train(options).orElseThrow().weights();
    assertThat(train(options).orElseThrow().weights()).isEqualTo(first);
    assertThat(train(options(1, 8, 64, 1e-3)).orElseThrow().weights()).isNotEqualTo(first);
  }

  @Test
  void twoTrainingsAtOnceAreIndependent() {
    TrainingOptions options = options(1, 7, 64, 1e-3);
    byte[] alone = train(options).orElseThrow().weights();
    CompletableFuture<byte[]> other =
        CompletableFuture.supplyAsync(
            () -> Training.run(CNN, SET, options, progress -> {}).orElseThrow().weights());
    assertThat(train(options).orElseThrow().weights()).isEqualTo(alone);
    assertThat(other.join()).isEqualTo(alone);
  }

  @Test
  void restoresTheGradientMode() {
    Engine.getInstance();
    JniUtils.setGradMode(false);
    train(options(1, 1, 500, 1e-3));
    assertThat(JniUtils.isGradMode()).isFalse();
  }

  @Test
  void returnsNothingIfStoppedInTheFirstEpoch() {
    TrainingOptions options = options(1, 1, 50, 1e-3);
    assertThat(Training.run(CNN, SET, options, stopAfter(3))).isEmpty();
    assertThat(events).hasSize(3);
  }

  @Test
  void returnsTheBestCompletedEpochIfStoppedLater() {
    TrainingOptions options = options(9, 1, 250, 1e-3);
    TrainedObserver observer = Training.run(CNN, SET, options, stopAfter(4)).orElseThrow();
    assertThat(observer.epoch()).isEqualTo(1);
  }

  @Test
  void learningRateFallsAfterEachEpochByTheRecipesFactor() {
    Recipe falling = linear(new Hyperparameters(2, 0, 1e-12, false));
    Training.run(falling, SET, options(2, 1, 50, 1e-3), events::add);
    assertThat(epochs().get(1).trained().weights()).isEqualTo(epochs().get(0).trained().weights());
  }

  @Test
  void mirroredImagesTrainWeightsOfTheOtherSide() {
    assertThat(trainsRightmostWeights(Hyperparameters.of(1))).isFalse();
    assertThat(trainsRightmostWeights(new Hyperparameters(1, 0, 1, true))).isTrue();
  }

  /** Returns whether weights of the last column change if the images are black there. */
  private boolean trainsRightmostWeights(Hyperparameters hyperparameters) {
    byte[] pixels = new byte[40 * 28 * 28];
    for (int i = 0; i < pixels.length; i += 28) {
      pixels[i] = (byte) 255;
    }
    Images left = new Images("mnist", 1, 28, 28, TRAINING.classes(), pixels, new int[40]);
    events.clear();
    Training.run(
        linear(hyperparameters), new TrainingSet(left, left), options(1, 1, 20, 1e-3), events::add);
    Recipe recipe = linear(hyperparameters);
    Weights trained = Weights.decode("linear", epochs().getLast().trained().weights());
    float before = Weights.initial(recipe.architecture(), 1).tensor("logits.weight").values()[27];
    return trained.tensor("logits.weight").values()[27] != before;
  }

  private static Recipe linear(Hyperparameters hyperparameters) {
    return Recipe.of(
        "linear",
        "mnist",
        new Architecture(1, 28, 28, List.of(new Layer.Flatten(), new Layer.Linear("logits", 10))),
        Loss.CROSS_ENTROPY,
        hyperparameters);
  }

  @Test
  void garbageCollectionDoesNotChangeATraining() throws InterruptedException {
    for (String name : List.of("cifar10-cnn", "mnist-vae")) {
      Recipe recipe = Recipe.named(name);
      Images images =
          recipe.architecture().planes() == 1 ? Shown.images(0, 200) : Shown.coloured(0, 40);
      TrainingSet set = new TrainingSet(images, images);
      TrainingOptions options = new TrainingOptions(name, 1, 1, 20, 1e-3, 1);
      Training.run(recipe, set, options, events::add);
      byte[] expected = epochs().getLast().trained().weights();
      AtomicBoolean trained = new AtomicBoolean();
      Thread collector =
          Thread.ofPlatform()
              .start(
                  () -> {
                    while (!trained.get()) {
                      System.gc();
                      for (int bytes = 16; bytes <= 1 << 21; bytes *= 2) {
                        ByteBuffer other = ByteBuffer.allocateDirect(bytes);
                        while (other.hasRemaining()) {
                          other.put((byte) 0xff);
                        }
                      }
                    }
                  });
      events.clear();
      try {
        Training.run(recipe, set, options, events::add);
      } finally {
        trained.set(true);
        collector.join();
      }
      assertThat(epochs().getLast().trained().weights()).as(name).isEqualTo(expected);
      events.clear();
    }
  }

  @Test
  void everyRecipeLearns() {
    for (String name : Recipe.names()) {
      Recipe recipe = Recipe.named(name.replace("A-B", "3-8"));
      Architecture shape = recipe.architecture();
      Images images = shape.planes() == 1 ? Shown.images(0, 200) : Shown.coloured(0, 40);
      TrainingOptions options = new TrainingOptions("observer", 2, 1, 20, 1e-3, 1);
      events.clear();
      TrainedObserver observer =
          Training.run(recipe, new TrainingSet(images, images), options, events::add).orElseThrow();
      assertThat(epochs().get(1).loss()).as(name).isLessThan(epochs().get(0).loss());
      assertThat(observer.card().recipe()).isEqualTo(recipe.name());
      assertThat(observer.card().confusion() == null).isEqualTo(!recipe.loss().classifies());
    }
  }

  @Test
  void recipeOfTwoClassesUsesOnlyTheirImages() {
    TrainedObserver observer =
        Training.run(Recipe.named("mnist-binary-7-2"), SET, options(2, 1, 20, 1e-3), events::add)
            .orElseThrow();
    int twos = 0;
    int sevens = 0;
    for (int label : TRAINING.labels()) {
      twos += label == 2 ? 1 : 0;
      sevens += label == 7 ? 1 : 0;
    }
    assertThat(observer.card().trainingImages()).isEqualTo(twos + sevens);
    assertThat(observer.card().classes()).containsExactly("7", "2");
    assertThat(observer.card().testAccuracy()).isGreaterThan(.8);
  }

  @Test
  void writesWeightsAndCardThatTheCatalogueReads() throws IOException {
    TrainedObserver observer = train(options(1, 1, 500, 1e-3)).orElseThrow();
    observer.write(folder);
    observer.write(folder);
    try (var files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("mnist-cnn.safetensors", "mnist-cnn.json");
    }
    ObserverDescription read = new Catalogue(folder).named("mnist-cnn").description();
    assertThat(read.digest()).isEqualTo(Digest.of(observer.weights()));
    assertThat(read.dataset()).isEqualTo("mnist");
  }

  @Test
  void rejectsOptionsOutOfRange() {
    assertRefused(() -> options(0, 1, 256, 1e-3), "epochs is 0; it must be from 1 to 10,000");
    assertThatThrownBy(() -> options(1, 1, 0, 1e-3))
        .hasMessage("batch is 0; it must be from 1 to 10,000");
    assertThatThrownBy(() -> options(1, 1, 256, Double.NaN))
        .hasMessage("learning-rate is NaN; it must be above 0 and at most 1");
  }

  @Test
  void rejectsImagesOfAnotherShape() {
    Images small = new Images("tiny", 1, 2, 2, List.of("a", "b"), new byte[4], new int[1]);
    assertRefused(
        () ->
            Training.run(
                CNN, new TrainingSet(small, TEST), TrainingOptions.defaults(CNN), progress -> {}),
        "data set is tiny, 1 images of 1 x 2 x 2 in 2 classes; it must be images of 1 x 28 x 28"
            + " in 10 classes, as mnist-cnn needs");
  }

  @Test
  void suggestsTheNearestRecipe() {
    assertRefused(
        () -> Recipe.named("mnist-cn"),
        "recipe is mnist-cn; it must be one of cifar10-cnn, cifar10-cnn-tanh, fashion-cnn,"
            + " mnist-autoencoder, mnist-binary-A-B, mnist-cnn, mnist-light, mnist-logistic,"
            + " mnist-mlp, mnist-rnn, mnist-vae; did you mean mnist-cnn?");
  }

  private static TrainingOptions options(int epochs, long seed, int batch, double learningRate) {
    int threads = Runtime.getRuntime().availableProcessors();
    return new TrainingOptions("mnist-cnn", epochs, seed, batch, learningRate, threads);
  }

  private Optional<TrainedObserver> train(TrainingOptions options) {
    return Training.run(CNN, SET, options, events::add);
  }

  private TrainingListener stopAfter(int count) {
    return new TrainingListener() {
      @Override
      public void progress(TrainingProgress progress) {
        events.add(progress);
      }

      @Override
      public boolean stopped() {
        return events.size() >= count;
      }
    };
  }

  private List<TrainingProgress.EpochEnded> epochs() {
    return events.stream()
        .filter(TrainingProgress.EpochEnded.class::isInstance)
        .map(TrainingProgress.EpochEnded.class::cast)
        .toList();
  }
}
