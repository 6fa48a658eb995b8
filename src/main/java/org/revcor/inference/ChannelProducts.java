package org.revcor.inference;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.SplittableRandom;
import org.revcor.estimate.Vectors.UpperTriangle;
import org.revcor.estimate.covariance.GradientSketch;
import org.revcor.estimate.covariance.TriggeredMoments;

/**
 * Computes the sums of one channel over half a block.
 *
 * @param rows Y = X - μ within the window of the channel, n x d
 * @param weights responses r of the channel, n
 * @param scope owns temporary arrays
 */
record ChannelProducts(NDArray rows, float[] weights, NDManager scope) {
  /** Returns the second moments. */
  float[] secondMoments(int shuffles, long halfBlock) {
    int count = 0;
    boolean equal = true;
    for (float weight : weights) {
      if (weight < 0) {
        return TriggeredMoments.signedRow();
      }
      count += weight == 0 ? 0 : 1;
      equal &= weight == 0 || weight == 1;
    }
    if (count == 0) {
      return new float[0];
    }
    NDArray chosen = count == weights.length ? rows : chosen(count);
    NDArray weighted = equal ? chosen : chosen.mul(weights(count));
    float[] sums = weighted.sum(new int[] {0}).toFloatArray();
    float[] square = weighted.transpose().matMul(chosen).toFloatArray();
    return TriggeredMoments.row(
        sums,
        upper(square, sums.length),
        shuffles == 0 ? new float[0][] : shuffled(shuffles, halfBlock));
  }

  /**
   * Returns the sketch of the rows with a response.
   *
   * @param signs Ω, d x columns
   */
  float[] sketch(NDArray signs) {
    int count = 0;
    for (float weight : weights) {
      count += weight == 0 ? 0 : 1;
    }
    if (count == 0) {
      return new float[0];
    }
    NDArray chosen = chosen(count);
    NDArray projected = chosen.matMul(signs).concat(scope.ones(new Shape(count, 1)), 1);
    return GradientSketch.row(
        chosen.square().sum(new int[] {1}).toFloatArray(),
        chosen.transpose().matMul(projected).toFloatArray());
  }

  private NDArray chosen(int count) {
    int[] indices = new int[count];
    int at = 0;
    for (int i = 0; i < weights.length; i++) {
      if (weights[i] != 0) {
        indices[at++] = i;
      }
    }
    return rows.get(new NDIndex("{}", scope.create(indices)));
  }

  private NDArray weights(int count) {
    float[] column = new float[count];
    int at = 0;
    for (float weight : weights) {
      if (weight != 0) {
        column[at++] = weight;
      }
    }
    return scope.create(column, new Shape(count, 1));
  }

  static float[] upper(float[] square, int size) {
    float[] upper = new float[UpperTriangle.length(size)];
    int at = 0;
    for (int row = 0; row < size; row++) {
      System.arraycopy(square, row * size + row, upper, at, size - row);
      at += size - row;
    }
    return upper;
  }

  /**
   * Returns the sums of all shuffles. Each row of the triangle is one product of the shuffled
   * responses with {@code yᵢY}.
   */
  private float[][] shuffled(int shuffles, long halfBlock) {
    int d = (int) rows.getShape().get(1);
    NDArray responses = responses(shuffles, halfBlock);
    float[][] results = new float[shuffles][d + UpperTriangle.length(d)];
    copy(responses.matMul(rows), results, 0);
    int at = d;
    for (int i = 0; i < d; i++) {
      try (NDArray value = rows.get(":, {}:{}", i, i + 1);
          NDArray others = rows.get(":, {}:", i);
          NDArray products = value.mul(others);
          NDArray sums = responses.matMul(products)) {
        copy(sums, results, at);
      }
      at += d - i;
    }
    return results;
  }

  private NDArray responses(int shuffles, long halfBlock) {
    return scope.create(permuted(shuffles, halfBlock), new Shape(shuffles, weights.length));
  }

  /** Shuffles the responses by Fisher and Yates, in the same orders for all channels. */
  private float[] permuted(int shuffles, long halfBlock) {
    SplittableRandom random = new SplittableRandom(halfBlock);
    float[] all = new float[shuffles * weights.length];
    for (int shuffle = 0; shuffle < shuffles; shuffle++) {
      int first = shuffle * weights.length;
      System.arraycopy(weights, 0, all, first, weights.length);
      for (int i = weights.length - 1; i > 0; i--) {
        int other = random.nextInt(i + 1);
        float weight = all[first + i];
        all[first + i] = all[first + other];
        all[first + other] = weight;
      }
    }
    return all;
  }

  private static void copy(NDArray sums, float[][] results, int at) {
    float[] values = sums.toFloatArray();
    int width = values.length / results.length;
    for (int shuffle = 0; shuffle < results.length; shuffle++) {
      System.arraycopy(values, shuffle * width, results[shuffle], at, width);
    }
  }
}
