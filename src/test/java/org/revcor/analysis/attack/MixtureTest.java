package org.revcor.analysis.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.revcor.analysis.Stimuli;
import org.revcor.analysis.Stimuli.NoiseStimuli;
import org.revcor.analysis.attack.AttackSweep.Perceptibility;
import org.revcor.stimulus.Law.UniformLaw;

final class MixtureTest {
  private static final float[] PATTERN = {1, 0, 0.5f, 1};

  @Test
  void weightsOfStimulusAndPatternSumToOne() {
    Stimuli base = Stimuli.of(new float[][] {{0, 0, 0, 0}, {1, 1, 0, 0}});
    float[] into = new float[6];
    mixed(base, 0.25).put(1, into, 2);
    assertThat(into).containsExactly(0, 0, 1, 0.75f, 0.125f, 0.25f);
    mixed(base, 0).put(1, into, 0);
    assertThat(into).startsWith(1, 1, 0, 0);
    mixed(base, 1).put(1, into, 0);
    assertThat(into).startsWith(1, 0, 0.5f, 1);
  }

  private static Stimuli mixed(Stimuli base, double gamma) {
    return new AttackSweep.Target(0, PATTERN, base).at(gamma);
  }

  @Test
  void perceptibilityGrowsWithTheWeight() {
    Stimuli black = Stimuli.of(new float[][] {new float[4], new float[4]});
    StructuralSimilarity similarity = new StructuralSimilarity(1, 1, 4);
    Perceptibility none = Perceptibility.of(black, black, 4, 2, similarity);
    assertThat(none).isEqualTo(new Perceptibility(0, 0, 1));
    Perceptibility half = Perceptibility.of(black, mixed(black, 0.5), 4, 2, similarity);
    assertThat(half.l2()).isCloseTo(0.5 * 1.5, within(1e-9));
    assertThat(half.largest()).isEqualTo(0.5);
    assertThat(half.similarity()).isBetween(0.0, 0.9);
    assertThat(Perceptibility.mean(List.of(none, half)).l2()).isCloseTo(0.375, within(1e-9));
  }

  @Test
  void noiseDependsOnSeedAndNumberOnly() {
    Stimuli noise = new NoiseStimuli(new UniformLaw(), 3, 5, 7);
    float[] once = new float[3];
    float[] again = new float[3];
    noise.put(4, once, 0);
    noise.put(2, again, 0);
    assertThat(again).isNotEqualTo(once);
    noise.put(4, again, 0);
    assertThat(again).isEqualTo(once);
    new NoiseStimuli(new UniformLaw(), 3, 5, 8).put(4, again, 0);
    assertThat(again).isNotEqualTo(once);
  }
}
