package org.revcor.dataset.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.revcor.analysis.template.MeanImages;
import org.revcor.dataset.DataSets;
import org.revcor.dataset.Images;
import org.revcor.dataset.template.TemplateMatching.Confusion;
import org.revcor.dataset.template.TemplateMatching.Metric;
import org.revcor.dataset.template.TemplateMatching.TemplateAccuracy;

final class TemplateMatchingTest {
  private static final float NAN = Float.NaN;

  /** Two images of class 0 on the left, one of class 1 on the right, one of class 2 on both. */
  private static final TemplateMatching IMAGES =
      matching(new int[][] {{255, 0, 0}, {51, 0, 0}, {0, 255, 0}, {255, 255, 0}}, 0, 0, 1, 2);

  @Test
  void lowestClassWinsATie() {
    TemplateAccuracy same = IMAGES.accuracy(new float[][] {{1, 1, 0}, {1, 1, 0}, {1, 1, 0}});
    assertThat(same.dot()).isEqualTo(0.5);
    assertThat(same.cosine()).isEqualTo(0.5);
    TemplateAccuracy last = IMAGES.accuracy(new float[][] {{0, 0, 0}, {1, 1, 0}, {1, 1, 0}});
    assertThat(last.dot()).isEqualTo(0.25);
    assertThat(last.cosine()).isEqualTo(0.25);
  }

  @Test
  void mapWithAnUndefinedValueIsIgnored() {
    TemplateAccuracy accuracy =
        IMAGES.accuracy(new float[][] {{NAN, NAN, NAN}, {1, 0, 0}, {9, 9, NAN}});
    assertThat(accuracy.channels()).isEqualTo(1);
    assertThat(accuracy.dot()).isEqualTo(0.25);
    assertThat(accuracy.cosine()).isEqualTo(0.25);
  }

  @Test
  void nothingIsClassifiedWithoutAMap() {
    float[] undefined = {NAN, NAN, NAN};
    TemplateAccuracy accuracy = IMAGES.accuracy(new float[][] {undefined, undefined, undefined});
    assertThat(accuracy).isEqualTo(new TemplateAccuracy("made by hand", 4, 0, 0, 0));
  }

  @Test
  void blankMapIsIgnoredIfAllOtherProductsAreNegative() {
    TemplateAccuracy accuracy = IMAGES.accuracy(new float[][] {{-1, 0, 0}, {-1, -1, 0}, {0, 0, 0}});
    // products of the first two images are equal; by cosine map 1 is the larger one
    assertThat(accuracy.channels()).isEqualTo(2);
    assertThat(accuracy.dot()).isEqualTo(0.5);
    assertThat(accuracy.cosine()).isZero();
  }

  /** The paper reports 63.1 % with means of the training images. */
  @Test
  void meanImagesOfTheShippedTestSetClassifyIt() {
    Images test = DataSets.shippedTest("mnist").orElseThrow();
    TemplateAccuracy accuracy = new TemplateMatching(test).accuracy(MeanImages.of(test));
    assertThat(accuracy).isEqualTo(new TemplateAccuracy("mnist", 10_000, 10, 0.6374, 0.8252));
  }

  @Test
  void confusionCountsImagesByWinningMap() {
    float[][] maps = {{1, 0, 0}, {0, 1, 0}, {8, 8, 0}};
    Confusion dot = IMAGES.confusion(maps, Metric.DOT);
    assertThat(dot.counts()).isDeepEqualTo(new int[][] {{0, 0, 2}, {0, 0, 1}, {0, 0, 1}});
    assertThat(dot.accuracy()).isEqualTo(0.25);
    Confusion cosine = IMAGES.confusion(maps, Metric.COSINE);
    assertThat(cosine.counts()).isDeepEqualTo(new int[][] {{2, 0, 0}, {0, 1, 0}, {0, 0, 1}});
    assertThat(cosine.shares()).isDeepEqualTo(new double[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}});
  }

  private static TemplateMatching matching(int[][] images, int... labels) {
    int d = images[0].length;
    byte[] pixels = new byte[images.length * d];
    for (int i = 0; i < images.length; i++) {
      for (int j = 0; j < d; j++) {
        pixels[i * d + j] = (byte) images[i][j];
      }
    }
    return new TemplateMatching(
        new Images("made by hand", 1, 1, d, List.of("a", "b", "c"), pixels, labels));
  }
}
