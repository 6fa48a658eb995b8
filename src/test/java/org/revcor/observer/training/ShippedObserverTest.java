package org.revcor.observer.training;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.revcor.dataset.DataSets;
import org.revcor.dataset.Images;
import org.revcor.observer.Observer;
import org.revcor.observer.ObserverSource;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.observer.catalogue.Catalogue.CatalogueEntry;

final class ShippedObserverTest {
  @TempDir Path folder;

  @ParameterizedTest
  @MethodSource("names")
  void weightsFitTheCardAndItsRecipe(String name) {
    Card card = card(name);
    assertThat(card.recipe()).isEqualTo(name);
    ObserverSource source = new Catalogue(folder).named(name);
    assertThat(source.description().digest()).isEqualTo(card.weights());
    try (Observer observer = source.load(Device.cpu())) {
      assertThat(observer.bytes()).isEqualTo(source.bytes());
    }
  }

  /** The minima are the reference accuracies of the recipes, on the whole test set. */
  @ParameterizedTest
  @CsvSource({"mnist-cnn, .989", "mnist-logistic, .92", "mnist-mlp, .978", "mnist-rnn, .96"})
  void accuracyOnDigitsEqualsTheCard(String name, double min) {
    Card card = card(name);
    Images test = Shown.images(0, 10_000);
    assertThat(card.testDigest()).isEqualTo(DataSets.digest(test));
    try (Observer observer = new Catalogue(folder).named(name).load(Device.cpu())) {
      int[][] confusion = Evaluation.confusion(observer, test, Device.cpu());
      assertThat(new Evaluation(confusion, null).accuracy())
          .isEqualTo(card.testAccuracy())
          .isGreaterThanOrEqualTo(min);
      assertThat(confusion).isDeepEqualTo(card.confusion());
    }
  }

  /** The test sets are not shipped, so only the cards are checked. */
  @ParameterizedTest
  @CsvSource({"fashion-cnn, .89", "cifar10-cnn, .78"})
  void accuracyOnOtherImagesMeetsTheReference(String name, double min) {
    assertThat(card(name).accuracy().orElseThrow()).isGreaterThanOrEqualTo(min);
  }

  /** Returns the shipped observers: those of a missing folder. */
  static List<String> names() {
    return new Catalogue(Path.of("no-folder")).names();
  }

  private Card card(String name) {
    return new Catalogue(folder).find(name).flatMap(CatalogueEntry::card).orElseThrow();
  }
}
