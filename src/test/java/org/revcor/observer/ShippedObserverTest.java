package org.revcor.observer;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ShippedObserverTest {
  @TempDir Path folder;

  @Test
  void mnistCnnIsAsAccurateAsItsCardSays() throws IOException {
    Card card = card();
    TrainingPictures test = Shown.pictures(0, 10_000);
    ObserverSource source = new Catalogue(folder).named("mnist-cnn");
    assertThat(card.testDigest()).isEqualTo(test.digest());
    assertThat(card.weights()).isEqualTo(source.description().digest());
    try (Observer observer = source.load(Device.cpu())) {
      int[][] confusion = Evaluation.confusion(observer, test, Device.cpu());
      assertThat(new Evaluation.Classified(confusion).accuracy())
          .isEqualTo(card.testAccuracy())
          .isGreaterThanOrEqualTo(.989);
      assertThat(confusion).isDeepEqualTo(card.confusion());
      assertThat(observer.bytes()).isEqualTo(4 * 431_080);
    }
  }

  private static Card card() throws IOException {
    try (InputStream in = Catalogue.class.getResourceAsStream("mnist-cnn.json")) {
      return Card.read("mnist-cnn.json", Objects.requireNonNull(in).readAllBytes());
    }
  }
}
