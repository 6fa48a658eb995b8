package org.revcor.observer.network;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.revcor.observer.network.Architecture.Stage;

/** A direct implementation of a network in double precision, one unit at a time. */
public final class ReferenceNetwork {
  private static final double NORM_EPSILON = 1e-5;

  private final Architecture architecture;
  private final Weights weights;

  public ReferenceNetwork(Architecture architecture, Weights weights) {
    this.architecture = architecture;
    this.weights = weights;
  }

  /** Returns the activations of every named layer, in C,H,W order. */
  public Map<String, double[]> activations(double[] image) {
    Map<String, double[]> values = new LinkedHashMap<>();
    double[] current = image;
    values.put(Architecture.INPUT, image);
    for (Stage stage : architecture.stages()) {
      current = after(stage, current);
      values.put(stage.name(), current);
    }
    return values;
  }

  public double[] output(double[] image) {
    return List.copyOf(activations(image).values()).getLast();
  }

  private double[] after(Stage stage, double[] in) {
    double[] out = new double[stage.after().values()];
    Size before = stage.before();
    Size size = stage.after();
    for (int c = 0; c < size.planes(); c++) {
      for (int row = 0; row < size.height(); row++) {
        for (int column = 0; column < size.width(); column++) {
          int i = (c * size.height() + row) * size.width() + column;
          out[i] =
              switch (stage.layer()) {
                case Layer.Convolution layer -> convolved(layer, before, in, c, row, column);
                case Layer.BatchNorm layer -> normed(stage.name(), in[i], c);
                case Layer.MaxPool(int side) -> largest(side, before, in, c, row, column);
                case Layer.Relu layer -> Math.max(0, in[i]);
                case Layer.Tanh layer -> Math.tanh(in[i]);
                case Layer.Sigmoid layer -> 1 / (1 + Math.exp(-in[i]));
                case Layer.Dropout layer -> in[i];
                case Layer.Flatten layer -> in[i];
                case Layer.Linear layer -> linear(layer.name(), in, c);
                case Layer.Rows layer -> in[row * before.width() + c];
                case Layer.Recurrent layer -> recurrent(layer, before, in, c, row);
                case Layer.LastStep layer -> in[(c + 1) * before.height() - 1];
                case Layer.Latent layer -> in[c];
              };
        }
      }
    }
    return out;
  }

  private double convolved(
      Layer.Convolution layer, Size before, double[] in, int output, int row, int column) {
    float[] kernel = weights.values(layer.name() + ".weight");
    double sum = weights.values(layer.name() + ".bias")[output];
    int k = layer.kernel();
    for (int c = 0; c < before.planes(); c++) {
      for (int y = 0; y < k; y++) {
        for (int x = 0; x < k; x++) {
          int r = row + y - layer.padding();
          int s = column + x - layer.padding();
          if (r >= 0 && r < before.height() && s >= 0 && s < before.width()) {
            sum +=
                kernel[((output * before.planes() + c) * k + y) * k + x]
                    * in[(c * before.height() + r) * before.width() + s];
          }
        }
      }
    }
    return sum;
  }

  private double normed(String name, double value, int plane) {
    return (value - weights.values(name + ".mean")[plane])
            / Math.sqrt(weights.values(name + ".variance")[plane] + NORM_EPSILON)
            * weights.values(name + ".weight")[plane]
        + weights.values(name + ".bias")[plane];
  }

  private static double largest(
      int side, Size before, double[] in, int plane, int row, int column) {
    double max = Double.NEGATIVE_INFINITY;
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        int start = (plane * before.height() + row * side + y) * before.width();
        max = Math.max(max, in[start + column * side + x]);
      }
    }
    return max;
  }

  private double linear(String name, double[] in, int output) {
    float[] matrix = weights.values(name + ".weight");
    double sum = weights.values(name + ".bias")[output];
    for (int i = 0; i < in.length; i++) {
      sum += matrix[output * in.length + i] * in[i];
    }
    return sum;
  }

  /** Returns the activation of a unit at a step; recomputes all earlier steps. */
  private double recurrent(Layer.Recurrent layer, Size before, double[] in, int unit, int step) {
    double[] hidden = new double[layer.hidden()];
    for (int t = 0; t <= step; t++) {
      hidden = step(layer, before, in, hidden, t);
    }
    return hidden[unit];
  }

  private double[] step(Layer.Recurrent layer, Size before, double[] in, double[] last, int t) {
    float[] input = weights.values(layer.name() + ".input.weight");
    float[] back = weights.values(layer.name() + ".hidden.weight");
    double[] next = new double[layer.hidden()];
    for (int h = 0; h < next.length; h++) {
      double sum =
          weights.values(layer.name() + ".input.bias")[h]
              + weights.values(layer.name() + ".hidden.bias")[h];
      for (int i = 0; i < before.planes(); i++) {
        sum += input[h * before.planes() + i] * in[i * before.height() + t];
      }
      for (int i = 0; i < last.length; i++) {
        sum += back[h * last.length + i] * last[i];
      }
      next[h] = Math.tanh(sum);
    }
    return next;
  }
}
