package org.revcor.analysis.activity;

import org.revcor.observer.Edit;
import org.revcor.observer.Indices;
import org.revcor.observer.LayerDescription;

/**
 * Biases that are raised in proportion to how active each feature map is under the images of a
 * class: {@code b_m += λ k mean(a_m) / max(a_m)} (the paper's Eq 6).
 *
 * <p>a is the mean activation over the images, so a feature map has one value a place. The paper
 * prints a sum over the places of a map; its λ are those of a mean.
 *
 * @param layer whose biases change
 * @param drive what is added to each bias for λ k = 1; one a feature map or fully connected unit
 */
public record MicroStimulation(String layer, float[] drive) {
  /** What the activation of a fully connected unit, which is a map of one place, is divided by. */
  public enum Divisor {
    /** Nothing, as the authors do. By its own maximum it would be 1 for every active unit. */
    NONE,
    /** The largest of the layer. */
    LAYER
  }

  /**
   * From mean activations.
   *
   * @param layer whose biases change
   * @param of the layer that they were read from, of as many maps
   * @param activation C·H·W means over the images of a class; a map without activity above 0 gets
   *     nothing
   */
  public static MicroStimulation of(
      String layer, LayerDescription of, double[] activation, Divisor divisor) {
    float[] drive = new float[of.planes()];
    int places = of.height() * of.width();
    double largest = 0;
    for (double value : activation) {
      largest = Math.max(largest, value);
    }
    for (int map = 0; map < drive.length; map++) {
      double sum = 0;
      double most = 0;
      for (int place = 0; place < places; place++) {
        double value = activation[map * places + place];
        sum += value;
        most = Math.max(most, value);
      }
      if (places == 1) {
        most = divisor == Divisor.NONE ? 1 : largest;
      }
      drive[map] = most > 0 ? (float) (sum / places / most) : 0;
    }
    return new MicroStimulation(layer, drive);
  }

  /** The edit of a dose. */
  public Edit edit(double dose) {
    float[] amounts = new float[drive.length];
    for (int i = 0; i < amounts.length; i++) {
      amounts[i] = (float) (dose * drive[i]) + 0f;
    }
    return new Edit.AddBias(layer, Indices.ALL, amounts);
  }
}
