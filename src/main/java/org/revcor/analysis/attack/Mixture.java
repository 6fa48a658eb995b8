package org.revcor.analysis.attack;

import org.revcor.analysis.Stimuli;

/**
 * A pattern mixed into stimuli: {@code (1-γ) x + γ p} (the paper's Fig 6 and Table 2).
 *
 * @param stimuli x
 * @param pattern p, d values
 * @param gamma γ, from 0 to 1
 */
public record Mixture(Stimuli stimuli, float[] pattern, double gamma) implements Stimuli {
  @Override
  public int size() {
    return stimuli.size();
  }

  @Override
  public void put(int index, float[] into, int offset) {
    stimuli.put(index, into, offset);
    float remaining = (float) (1 - gamma);
    float added = (float) gamma;
    for (int i = 0; i < pattern.length; i++) {
      into[offset + i] = remaining * into[offset + i] + added * pattern[i];
    }
  }
}
