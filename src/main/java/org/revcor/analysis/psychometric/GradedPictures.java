package org.revcor.analysis.psychometric;

import org.revcor.analysis.NoiseStimuli;
import org.revcor.analysis.Showing;
import org.revcor.analysis.Stimuli;
import org.revcor.dataset.Pictures;
import org.revcor.stimulus.Law;

/**
 * Pictures in noise, each at every strength: {@code γ·picture + (1-γ)·noise} (the paper's Eq 3),
 * for one draw of noise a picture. The strengths of a picture follow one another.
 *
 * @param numbers of the pictures that are shown
 * @param levels γ, each in [0,1]
 * @param seed of the noise; that of a picture also depends on its number, and on nothing else
 */
public record GradedPictures(Pictures pictures, int[] numbers, double[] levels, Law law, long seed)
    implements Stimuli {
  @Override
  public int size() {
    return numbers.length * levels.length;
  }

  @Override
  public void put(int index, float[] into, int offset) {
    int number = numbers[index / levels.length];
    float signal = (float) levels[index % levels.length];
    int values = pictures.values();
    float[] noise = NoiseStimuli.noise(law, values, seed, number);
    int from = number * values;
    for (int i = 0; i < values; i++) {
      float picture = (float) pictures.light(from + i);
      into[offset + i] = signal * picture + (1 - signal) * noise[i];
    }
  }

  /** Which of the pictures an observer answered with a class, at which strength. */
  public PsychometricTrials trials(Showing showing, int target) {
    int[] labels = showing.labels(this);
    boolean[][] answered = new boolean[numbers.length][levels.length];
    for (int i = 0; i < labels.length; i++) {
      answered[i / levels.length][i % levels.length] = labels[i] == target;
    }
    return new PsychometricTrials(levels, answered);
  }
}
