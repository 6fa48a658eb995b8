package org.revcor.analysis.activity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.analysis.AnalysisProgress;
import org.revcor.analysis.AnalysisThreads;
import org.revcor.analysis.InferenceSession;
import org.revcor.analysis.Stimuli;
import org.revcor.analysis.Stimuli.NoiseStimuli;
import org.revcor.analysis.activity.MeanActivations.Grouping;
import org.revcor.dataset.DataSets;
import org.revcor.dataset.Images;
import org.revcor.observer.ObserverSource;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.stimulus.Law.UniformLaw;

final class MeanActivationsTest {
  private static final Images TEST = DataSets.shippedTest("mnist").orElseThrow();
  private static final int COUNT = 600;

  @TempDir Path folder;

  private List<MeanActivations> means(
      Stimuli stimuli, Grouping grouping, int count, String... layers) {
    try (AnalysisThreads threads =
            new AnalysisThreads(
                Collections.nCopies(count, Device.cpu()), false, new AnalysisProgress());
        InferenceSession session = new InferenceSession(source(), threads)) {
      return MeanActivations.of(session, stimuli, List.of(layers), grouping);
    }
  }

  private ObserverSource source() {
    return new Catalogue(folder).named("mnist-cnn");
  }

  private static Stimuli images() {
    return Stimuli.of(TEST, IntStream.range(0, COUNT).toArray());
  }

  @Test
  void meansOfTheInputAreMeanImages() {
    int[] labels = Arrays.copyOf(TEST.labels(), COUNT);
    MeanActivations input =
        means(images(), Grouping.known(labels, 10), 2, "input", "fc1").getFirst();
    for (int c = 0; c < 10; c++) {
      double[] sums = new double[TEST.values()];
      int n = 0;
      for (int i = 0; i < COUNT; i++) {
        if (labels[i] == c) {
          n++;
          for (int j = 0; j < sums.length; j++) {
            sums[j] += (TEST.pixels()[i * sums.length + j] & 0xff) / 255.0;
          }
        }
      }
      assertThat(input.weights()[c]).isEqualTo(n);
      for (int j = 0; j < sums.length; j++) {
        assertThat(input.means()[c][j]).isCloseTo(sums[j] / n, within(1e-6));
      }
    }
  }

  /** The network classifies nearly all images correctly, so both groupings nearly agree. */
  @Test
  void imagesAreGroupedByPredictedClass() {
    MeanActivations byResponse =
        means(images(), Grouping.byResponse(source().description()), 2, "logits").getFirst();
    assertThat(Arrays.stream(byResponse.weights()).sum()).isEqualTo(COUNT);
    for (int c = 0; c < 10; c++) {
      int largest = 0;
      for (int i = 1; i < 10; i++) {
        largest = byResponse.means()[c][i] > byResponse.means()[c][largest] ? i : largest;
      }
      assertThat(largest).isEqualTo(c);
    }
  }

  @Test
  void classWithoutResponsesHasAMeanOnlyByProbability() {
    Stimuli noise = new NoiseStimuli(new UniformLaw(), 784, 300, 1);
    MeanActivations byResponse =
        means(noise, Grouping.byResponse(source().description()), 2, "fc1").getFirst();
    assertThat(byResponse.weights()[1]).isZero();
    assertThat(byResponse.means()[1]).containsOnly(Double.NaN);
    MeanActivations byProbability =
        means(noise, Grouping.byProbability(source().description()), 2, "fc1").getFirst();
    assertThat(byProbability.weights()[1]).isBetween(1e-6, 30.0);
    assertThat(Arrays.stream(byProbability.weights()).sum()).isCloseTo(300, within(1e-4));
    assertThat(byProbability.means()[1]).doesNotContain(Double.NaN);
  }
}
