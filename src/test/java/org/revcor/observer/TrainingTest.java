package org.revcor.observer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.InvalidInputException;

final class TrainingTest {
  private static final Recipe CNN = Recipe.named("mnist-cnn");
  private static final TrainingPictures TRAINING = Shown.pictures(0, 500);
  private static final TrainingPictures TEST = Shown.pictures(500, 700);

  @TempDir Path folder;

  private final List<TrainingProgress> told = new ArrayList<>();

  @Test
  void lossFallsAndTheBestEpochIsKept() {
    TrainedObserver observer = train(new TrainingOptions(3, 1, 50, 1e-3)).orElseThrow();
    List<TrainingProgress.EpochEnded> epochs = epochs();
    assertThat(epochs).extracting(TrainingProgress.EpochEnded::epoch).containsExactly(1, 2, 3);
    assertThat(epochs.get(2).loss()).isLessThan(epochs.get(0).loss() / 2);
    assertThat(told).hasSize(33);
    assertThat(observer.testAccuracy())
        .isEqualTo(
            epochs.stream()
                .mapToDouble(TrainingProgress.EpochEnded::testAccuracy)
                .max()
                .orElseThrow())
        .isGreaterThan(.6);
    assertThat(observer.card().weights()).isEqualTo(Digest.of(observer.weights()));
    assertThat(observer.card().trainingPictures()).isEqualTo(500);
  }

  @Test
  void sameSeedGivesTheSameBytesAndAnotherSeedOthers() {
    TrainingOptions options = new TrainingOptions(1, 7, 64, 1e-3);
    byte[] first = train(options).orElseThrow().weights();
    assertThat(train(options).orElseThrow().weights()).isEqualTo(first);
    assertThat(train(new TrainingOptions(1, 8, 64, 1e-3)).orElseThrow().weights())
        .isNotEqualTo(first);
  }

  @Test
  void twoTrainingsAtOnceDoNotDisturbEachOther() {
    TrainingOptions options = new TrainingOptions(1, 7, 64, 1e-3);
    byte[] alone = train(options).orElseThrow().weights();
    CompletableFuture<byte[]> other =
        CompletableFuture.supplyAsync(
            () ->
                Training.run(CNN, TRAINING, TEST, options, progress -> {}).orElseThrow().weights());
    assertThat(train(options).orElseThrow().weights()).isEqualTo(alone);
    assertThat(other.join()).isEqualTo(alone);
  }

  @Test
  void gradientsAreOffAgainAfterwards() {
    Engine.getInstance();
    JniUtils.setGradMode(false);
    train(new TrainingOptions(1, 1, 500, 1e-3));
    assertThat(JniUtils.isGradMode()).isFalse();
  }

  @Test
  void stoppedBeforeTheFirstEpochEndsGivesNothing() {
    TrainingOptions options = new TrainingOptions(1, 1, 50, 1e-3);
    assertThat(Training.run(CNN, TRAINING, TEST, options, stopAfter(3))).isEmpty();
    assertThat(told).hasSize(3);
  }

  @Test
  void stoppedLaterGivesTheBestSoFar() {
    TrainingOptions options = new TrainingOptions(9, 1, 250, 1e-3);
    TrainedObserver observer =
        Training.run(CNN, TRAINING, TEST, options, stopAfter(4)).orElseThrow();
    assertThat(observer.epoch()).isEqualTo(1);
  }

  @Test
  void writesWeightsAndCardThatTheCatalogueReads() throws IOException {
    TrainedObserver observer = train(new TrainingOptions(1, 1, 500, 1e-3)).orElseThrow();
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
  void optionsOutOfRange() {
    assertThatThrownBy(() -> new TrainingOptions(0, 1, 256, 1e-3))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("epochs is 0; it must be from 1 to 10,000");
    assertThatThrownBy(() -> new TrainingOptions(1, 1, 0, 1e-3))
        .hasMessage("batch is 0; it must be from 1 to 10,000");
    assertThatThrownBy(() -> new TrainingOptions(1, 1, 256, Double.NaN))
        .hasMessage("learning-rate is NaN; it must be above 0 and at most 1");
  }

  @Test
  void picturesOfAnotherShape() {
    TrainingPictures small =
        new TrainingPictures("tiny", 1, 2, 2, List.of("a", "b"), new byte[4], new int[1], "");
    assertThatThrownBy(
            () -> Training.run(CNN, small, TEST, TrainingOptions.DEFAULT, progress -> {}))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "data set is tiny, 1 pictures of 1 x 2 x 2 in 2 classes; it must be pictures of 1 x 28 x 28 in 10 classes,"
                + " as mnist-cnn needs");
  }

  @Test
  void unknownRecipe() {
    assertThatThrownBy(() -> Recipe.named("mnist-cn"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("recipe is mnist-cn; it must be mnist-cnn; did you mean mnist-cnn?");
  }

  private Optional<TrainedObserver> train(TrainingOptions options) {
    return Training.run(CNN, TRAINING, TEST, options, told::add);
  }

  private TrainingListener stopAfter(int events) {
    return new TrainingListener() {
      @Override
      public void progress(TrainingProgress progress) {
        told.add(progress);
      }

      @Override
      public boolean stopped() {
        return told.size() >= events;
      }
    };
  }

  private List<TrainingProgress.EpochEnded> epochs() {
    return told.stream()
        .filter(TrainingProgress.EpochEnded.class::isInstance)
        .map(TrainingProgress.EpochEnded.class::cast)
        .toList();
  }
}
