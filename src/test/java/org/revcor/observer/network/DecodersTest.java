package org.revcor.observer.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.revcor.Refusals.assertRefused;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.revcor.dataset.Images;
import org.revcor.observer.Observer;
import org.revcor.observer.ObserverSource;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.observer.training.Recipe;
import org.revcor.observer.training.Shown;
import org.revcor.observer.training.Training;
import org.revcor.observer.training.TrainingOptions;
import org.revcor.observer.training.TrainingSet;

final class DecodersTest {
  @TempDir Path folder;

  /**
   * The decoder returns for the codes of images what the whole auto-encoder returns for the images.
   */
  @ParameterizedTest
  @CsvSource({"mnist-autoencoder, code, 9", "mnist-vae, latent.code, 3"})
  void decoderEqualsTheLayersAfterTheCode(String name, String code, int values) throws IOException {
    ObserverSource whole = trained(name);
    ObserverSource part = Decoders.of(whole);
    assertThat(part.description().planes()).isEqualTo(values);
    assertThat(part.description().outputs()).isEqualTo(784);
    assertThat(Decoders.isVariational(whole)).isEqualTo(name.equals("mnist-vae"));
    try (Observer network = whole.load(Device.cpu());
        Observer decoder = part.load(Device.cpu());
        NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      NDArray images = manager.ones(new Shape(2, 1, 28, 28)).mul(0.3f);
      List<NDArray> codes = network.activations(images, List.of(code));
      NDArray decoded = decoder.forward(codes.getFirst().reshape(2, values, 1, 1));
      assertThat(decoded.toFloatArray()).isEqualTo(network.forward(images).toFloatArray());
    }
  }

  @Test
  void rangeOfCodesContainsTheRangeOfASubset() throws IOException {
    ObserverSource whole = trained("mnist-autoencoder");
    Images images = Shown.images(0, 300);
    float[][] range = Decoders.codeRange(whole, images.pixels());
    float[][] half = Decoders.codeRange(whole, Shown.images(0, 150).pixels());
    for (int i = 0; i < 9; i++) {
      assertThat(range[0][i]).isLessThanOrEqualTo(half[0][i]);
      assertThat(range[1][i]).isGreaterThanOrEqualTo(half[1][i]).isGreaterThan(range[0][i]);
    }
  }

  @Test
  void rejectsAClassifier() {
    ObserverSource classifier = new Catalogue(folder).named("mnist-mlp");
    assertRefused(() -> Decoders.of(classifier))
        .hasMessageStartingWith("study.stimulus.decoder is mnist-mlp; it must be an auto-encoder");
  }

  private ObserverSource trained(String name) throws IOException {
    Images images = Shown.images(0, 300);
    Training.run(
            Recipe.named(name),
            new TrainingSet(images, images),
            new TrainingOptions(name, 1, 1, 50, 1e-3, 1),
            progress -> {})
        .orElseThrow()
        .write(folder);
    return new Catalogue(folder).named(name);
  }
}
