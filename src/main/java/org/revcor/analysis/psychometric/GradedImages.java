package org.revcor.analysis.psychometric;

import org.revcor.analysis.InferenceSession;
import org.revcor.analysis.NoiseStimuli;
import org.revcor.analysis.Stimuli;
import org.revcor.dataset.Images;
import org.revcor.stimulus.Law;

/**
 * Images in noise, each at every strength: {@code γ·image + (1-γ)·noise} (the paper's Eq 3), with
 * one noise sample per image. The strengths of an image are consecutive.
 *
 * @param numbers numbers of the images
 * @param levels γ, each in [0,1]
 * @param seed seed of the noise; the noise of an image depends on the seed and its number only
 */
public record GradedImages(Images images, int[] numbers, double[] levels, Law law, long seed)
    implements Stimuli {
  @Override
  public int size() {
    return numbers.length * levels.length;
  }

  @Override
  public void put(int index, float[] into, int offset) {
    int number = numbers[index / levels.length];
    float signal = (float) levels[index % levels.length];
    int values = images.values();
    float[] noise = NoiseStimuli.noise(law, values, seed, number);
    int from = number * values;
    for (int i = 0; i < values; i++) {
      float image = (float) images.light(from + i);
      into[offset + i] = signal * image + (1 - signal) * noise[i];
    }
  }

  /** Returns, for each image and strength, whether the observer classified it as {@code target}. */
  public PsychometricTrials trials(InferenceSession session, int target) {
    int[] labels = session.labels(this);
    boolean[][] responded = new boolean[numbers.length][levels.length];
    for (int i = 0; i < labels.length; i++) {
      responded[i / levels.length][i % levels.length] = labels[i] == target;
    }
    return new PsychometricTrials(levels, responded);
  }
}
