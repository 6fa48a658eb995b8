package org.revcor.analysis.activity;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.revcor.analysis.Arguments;
import org.revcor.analysis.InferenceSession;
import org.revcor.analysis.ObserverOutputs;
import org.revcor.analysis.Stimuli;
import org.revcor.observer.LayerDescription;
import org.revcor.observer.ObserverDescription;

/**
 * Mean values of a layer over groups of stimuli (the paper's Figs 9, 20 and 21).
 *
 * @param weights sum of the weights of each group; its number of stimuli if all weights are 1
 * @param means groups x C·H·W; NaN for a group without stimuli
 */
public record MeanActivations(LayerDescription layer, double[] weights, double[][] means) {
  private record Sums(double[] weights, List<float[]> layers) {}

  /** Sums over all batches so far; groups x units for each layer. */
  private record Totals(double[] weights, List<double[][]> layers) {
    void add(Sums batch) {
      for (int g = 0; g < weights.length; g++) {
        weights[g] += batch.weights()[g];
        for (int layer = 0; layer < layers.size(); layer++) {
          double[] total = layers.get(layer)[g];
          float[] values = batch.layers().get(layer);
          for (int i = 0; i < total.length; i++) {
            total[i] += values[g * total.length + i];
          }
        }
      }
    }

    MeanActivations mean(LayerDescription layer, int index) {
      double[][] means = layers.get(index);
      for (int g = 0; g < means.length; g++) {
        for (int i = 0; i < means[g].length; i++) {
          means[g][i] = weights[g] > 0 ? means[g][i] / weights[g] : Double.NaN;
        }
      }
      return new MeanActivations(layer, weights.clone(), means);
    }
  }

  /**
   * Averages layers over stimuli.
   *
   * @return means of each layer, in the order of the names
   * @throws org.revcor.ObserverFailedException if the observer fails
   */
  public static List<MeanActivations> of(
      InferenceSession session, Stimuli stimuli, List<String> layers, Grouping grouping) {
    List<LayerDescription> described =
        layers.stream().map(name -> session.observer().layer("layer", name)).toList();
    List<String> names = new ArrayList<>(layers);
    names.add(session.observer().outputLayer().name());
    Totals totals =
        new Totals(
            new double[grouping.groups()],
            described.stream().map(layer -> new double[grouping.groups()][layer.units()]).toList());
    session.read(
        stimuli, names, (first, values) -> sums(first, values, described, grouping), totals::add);
    return IntStream.range(0, described.size())
        .mapToObj(layer -> totals.mean(described.get(layer), layer))
        .toList();
  }

  private static Sums sums(
      int first, List<NDArray> values, List<LayerDescription> layers, Grouping grouping) {
    NDArray outputValues = values.getLast();
    float[] outputs = outputValues.toFloatArray();
    int n = (int) outputValues.getShape().get(0);
    int columns = outputs.length / n;
    int groups = grouping.groups();
    float[] shares = new float[groups * n];
    double[] weights = new double[groups];
    double[] own = new double[groups];
    for (int i = 0; i < n; i++) {
      Arrays.fill(own, 0);
      grouping
          .weigher()
          .weigh(first + i, Arrays.copyOfRange(outputs, i * columns, (i + 1) * columns), own);
      for (int g = 0; g < groups; g++) {
        shares[g * n + i] = (float) own[g];
        weights[g] += own[g];
      }
    }
    NDArray matrix = outputValues.getManager().create(shares, new Shape(groups, n));
    List<float[]> sums = new ArrayList<>();
    for (int layer = 0; layer < layers.size(); layer++) {
      NDArray rows = values.get(layer).reshape(n, layers.get(layer).units());
      sums.add(matrix.matMul(rows).toFloatArray());
    }
    return new Sums(weights, sums);
  }

  static final class Activity {
    private Activity() {}

    /** Returns the last layer after normalisation and ReLU or tanh, before pooling. */
    static LayerDescription of(LayerDescription layer, ObserverDescription observer) {
      return observer.layers().stream()
          .filter(each -> each.name().startsWith(layer.name() + "."))
          .filter(each -> each.units() == layer.units())
          .reduce(layer, (before, after) -> after);
    }

    /** Returns such a layer for every layer with biases; for every layer if no biases are known. */
    static List<LayerDescription> all(ObserverDescription observer) {
      List<LayerDescription> all = new ArrayList<>();
      for (LayerDescription layer : observer.layers()) {
        if (layer.hasBias() && !layer.name().contains(".")) {
          all.add(of(layer, observer));
        }
      }
      return all.isEmpty() ? observer.layers() : all;
    }

    /** Returns the layers that a parameter names; {@link #all} if it names none. */
    static List<LayerDescription> named(
        Arguments arguments, String parameter, ObserverDescription observer) {
      List<String> names = arguments.words(parameter);
      return names.isEmpty()
          ? all(observer)
          : names.stream().distinct().map(name -> observer.layer(parameter, name)).toList();
    }
  }

  public record Grouping(int groups, Weigher weigher) {
    @FunctionalInterface
    public interface Weigher {
      /**
       * Weighs a stimulus.
       *
       * @param weights receives the weight in each group; all 0 before
       */
      void weigh(int stimulus, float[] outputs, double[] weights);
    }

    /** Returns groups known in advance: a group number from 0 for each stimulus. */
    public static Grouping known(int[] numbers, int groups) {
      return new Grouping(groups, (stimulus, outputs, weights) -> weights[numbers[stimulus]] = 1);
    }

    /** Groups stimuli by the observer's predicted class. */
    public static Grouping byResponse(ObserverDescription observer) {
      return new Grouping(
          observer.classes().size(),
          (stimulus, outputs, weights) -> weights[ObserverOutputs.label(outputs)] = 1);
    }

    /** Weighs each stimulus in every class by the observer's probability for it. */
    public static Grouping byProbability(ObserverDescription observer) {
      return new Grouping(
          observer.classes().size(),
          (stimulus, outputs, weights) ->
              System.arraycopy(
                  ObserverOutputs.probabilities(outputs, observer), 0, weights, 0, weights.length));
    }
  }
}
