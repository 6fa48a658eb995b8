package org.revcor.stimulus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.revcor.Refusals.assertRefused;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.dataset.Images;
import org.revcor.file.Digest;
import org.revcor.stimulus.PcaFit.LeadingComponents;

final class PcaFitTest {
  private static final int VALUES = 2 * 5 * 4;

  @TempDir Path folder;

  @Test
  void componentsAreTheLeadingEigenvectorsOfThePixelsOfAllPlanes() {
    Images images = images(300);
    PcaBasis basis = fit(images, 3, 2).orElseThrow();
    PixelSums sums = new PixelSums(VALUES);
    sums.add(Unlabelled.of("", 1, VALUES, 1, images.pixels()), 0, 0, 300);
    Spectrum all = Spectrum.of(sums.covariance(300));
    double explained = 0;
    for (int k = 0; k < 3; k++) {
      explained += all.values()[k];
      assertThat((double) basis.variances()[k])
          .isCloseTo(all.values()[k], within(1e-7 * all.values()[k]));
      double product = 0;
      for (int i = 0; i < VALUES; i++) {
        product += basis.vectors()[k * VALUES + i] * all.vectors().get(k, i);
      }
      assertThat(Math.abs(product)).isCloseTo(1, within(1e-6));
    }
    assertThat(basis.card().explainedVariance().getFirst())
        .isCloseTo(explained / all.sum(), within(1e-12));
    assertThat((double) basis.mean()[7]).isCloseTo(sums.mean(300)[7], within(1e-7));
  }

  @Test
  void sameBytesForAnyNumberOfThreads() throws Exception {
    PcaBasis one = fit(images(3_000), 4, 1).orElseThrow();
    assertThat(fit(images(3_000), 4, 3).orElseThrow().bytes()).isEqualTo(one.bytes());
    one.write(folder);
    PcaBasis read = new Bases(folder).pca("field", "mine");
    assertThat(read.card()).isEqualTo(one.card());
    assertThat(read.digest()).isEqualTo(Digest.of(one.bytes()));
    assertThat(read.vectors()).containsExactly(one.vectors());
    assertThat(read.variances()).containsExactly(one.variances());
  }

  @Test
  void shipsAHundredComponentsOfColourImages() {
    PcaBasis basis = new Bases(folder).pca("field", "pca-cifar-10");
    assertThat(List.of(basis.planes(), basis.height(), basis.width(), basis.components()))
        .containsExactly(3, 32, 32, 100);
    assertThat(basis.card().images()).isEqualTo(50_000);
    assertThat(basis.card().explainedVariance().getFirst()).isBetween(.90, .91);
    assertThat(Digest.of(basis.bytes())).isEqualTo(basis.digest());
    assertThat(basis.bytes()).hasSizeLessThan(1_300_000);
  }

  @Test
  void refusesMoreComponentsThanTheImagesHave() {
    byte[] multiples = new byte[30 * VALUES];
    for (int i = 0; i < multiples.length; i++) {
      multiples[i] = (byte) (i / VALUES * (i % 8));
    }
    Images images = Unlabelled.of("one", 2, 5, 4, multiples);
    assertRefused(
        () -> fit(images, 2, 1),
        "components is 2; it must be from 1 to 1, the number of components of these images");
    assertThatThrownBy(() -> fit(images(9), 9, 1))
        .hasMessage(
            "components is 9; it must be from 1 to 8, the number of components of these images");
  }

  @Test
  void componentsOfHardlyDifferentVarianceAreThoseOfAllEigenvectors() {
    int d = 60;
    DMatrixRMaj covariance = new DMatrixRMaj(d, d);
    double[] axis = new Random(7).doubles(d, -1, 1).toArray();
    double square = Arrays.stream(axis).map(each -> each * each).sum();
    for (int i = 0; i < d; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = 0;
        for (int k = 0; k < d; k++) {
          double left = (i == k ? 1 : 0) - 2 * axis[i] * axis[k] / square;
          double right = (j == k ? 1 : 0) - 2 * axis[j] * axis[k] / square;
          sum += left * right * (1 - 1e-4 * k);
        }
        covariance.set(i, j, sum);
        covariance.set(j, i, sum);
      }
    }

    Spectrum leading = LeadingComponents.of(covariance, 2, () -> {});

    for (int k = 0; k < 2; k++) {
      assertThat(leading.values()[k]).isCloseTo(1 - 1e-4 * k, within(1e-12));
      double product = 0;
      for (int i = 0; i < d; i++) {
        double expected = (i == k ? 1 : 0) - 2 * axis[i] * axis[k] / square;
        product += expected * leading.vectors().get(k, i);
      }
      assertThat(Math.abs(product)).isCloseTo(1, within(1e-9));
    }
  }

  @Test
  void aFitIsStoppedDuringTheSearchForComponents() {
    FitListener stopping =
        new FitListener() {
          private String step = "";

          @Override
          public void begin(String name, int plane, int planes) {
            step = name;
          }

          @Override
          public boolean stopped() {
            return step.equals("components");
          }
        };

    assertThat(PcaFit.run(images(300), "mine", 3, 1, stopping)).isEmpty();
  }

  @Test
  void aBasisOfAnotherKindIsRefused() {
    Bases bases = new Bases(folder);
    assertThatThrownBy(() -> bases.named("pca-cifar-10"))
        .hasMessage(
            "study.stimulus.basis is pca-cifar-10, of kind pca; it must be a basis of kind"
                + " gabor-pca");
    assertThatThrownBy(() -> bases.pca("study.basis", "gabor-mnist"))
        .hasMessage(
            "study.basis is gabor-mnist, of kind gabor-pca; it must be a basis of kind pca");
  }

  private static Optional<PcaBasis> fit(Images images, int components, int threads) {
    return PcaFit.run(images, "mine", components, threads, () -> false);
  }

  /** Images with components of different variance. */
  private static Images images(int count) {
    Random random = new Random(3);
    byte[] pixels = new byte[count * VALUES];
    for (int i = 0; i < count; i++) {
      double[] scores = random.doubles(4, -1, 1).toArray();
      for (int j = 0; j < VALUES; j++) {
        double value = 128;
        for (int k = 0; k < 4; k++) {
          value += 30 / (k + 1.0) * scores[k] * Math.cos(j * (k + 1.0) / 3);
        }
        pixels[i * VALUES + j] = (byte) Math.round(value);
      }
    }
    return Unlabelled.of("waves", 2, 5, 4, pixels);
  }
}
