package org.revcor.analysis.psychometric;

import org.revcor.analysis.NoiseStimuli;
import org.revcor.analysis.InferenceSession;
import org.revcor.analysis.Stimuli;
import org.revcor.dataset.Images;
import org.revcor.stimulus.Law;

/**
 * Images in noise, each at every strength: {@code γ·image + (1-γ)·noise} (the paper's Eq 3),
 * for one draw of noise an image. The strengths of an image follow one another.
 *
 * @param numbers of the images that are shown
 * @param levels γ, each in [0,1]
 * @param seed of the noise; that of an image also depends on its number, and on nothing else
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

  /** Which of the images an observer answered with a class, at which strength. */
  public PsychometricTrials trials(InferenceSession showing, int target) {
    int[] labels = showing.labels(this);
    boolean[][] answered = new boolean[numbers.length][levels.length];
    for (int i = 0; i < labels.length; i++) {
      answered[i / levels.length][i % levels.length] = labels[i] == target;
    }
    return new PsychometricTrials(levels, answered);
  }
}
