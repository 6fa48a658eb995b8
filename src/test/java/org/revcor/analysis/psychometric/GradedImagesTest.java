package org.revcor.analysis.psychometric;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.revcor.analysis.AnalysisThreads;
import org.revcor.analysis.InferenceSession;
import org.revcor.analysis.Progress;
import org.revcor.analysis.Stimuli;
import org.revcor.analysis.psychometric.DetectionTask.GradedImages;
import org.revcor.dataset.DataSets;
import org.revcor.dataset.Images;
import org.revcor.observer.ObserverSource;
import org.revcor.observer.catalogue.Catalogue;
import org.revcor.stimulus.Law.UniformLaw;

final class GradedImagesTest {
  private static final Images TEST = DataSets.shippedTest("mnist").orElseThrow();
  private static final double[] LEVELS = {0, 0.25, 1};

  @TempDir Path folder;

  private static GradedImages graded(long seed, int... numbers) {
    return new GradedImages(TEST, numbers, LEVELS, new UniformLaw(), seed);
  }

  private static float[] at(Stimuli stimuli, int index) {
    float[] into = new float[2 + TEST.values()];
    stimuli.put(index, into, 2);
    return java.util.Arrays.copyOfRange(into, 2, into.length);
  }

  @Test
  void everyImageIsShownAtEveryStrengthInTheSameNoise() {
    GradedImages graded = graded(7, 12, 5);
    float[] image = at(Stimuli.of(TEST), 5);
    float[] noise = at(graded, 3);
    float[] quarter = at(graded, 4);
    assertThat(graded.size()).isEqualTo(6);
    assertThat(at(graded, 5)).isEqualTo(image);
    for (int i = 0; i < image.length; i++) {
      assertThat(noise[i]).isBetween(0f, 1f);
      assertThat(quarter[i]).isEqualTo(0.25f * image[i] + 0.75f * noise[i]);
    }
  }

  @Test
  void noiseDependsOnSeedAndImageOnly() {
    assertThat(at(graded(7, 12, 5), 3)).isEqualTo(at(graded(7, 5), 0));
    assertThat(at(graded(7, 5), 0)).isNotEqualTo(at(graded(8, 5), 0));
    assertThat(at(graded(7, 12), 0)).isNotEqualTo(at(graded(7, 5), 0));
  }

  @Test
  void responsesBelongToImagesAndStrengths() {
    ObserverSource source = new Catalogue(folder).named("mnist-cnn");
    GradedImages graded = graded(1, 0, 1, 2, 3);
    try (AnalysisThreads threads =
            new AnalysisThreads(List.of(Device.cpu()), false, Progress.NONE);
        InferenceSession session = new InferenceSession(source, threads)) {
      PsychometricTrials trials = graded.trials(session, TEST.labels()[0]);
      int[] labels = session.labels(graded);
      for (int image = 0; image < 4; image++) {
        for (int level = 0; level < LEVELS.length; level++) {
          assertThat(trials.responded()[image][level])
              .isEqualTo(labels[image * LEVELS.length + level] == TEST.labels()[0]);
        }
      }
      assertThat(trials.responded()[0][2]).isTrue();
    }
  }
}
