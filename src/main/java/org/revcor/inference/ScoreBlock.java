package org.revcor.inference;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.revcor.inference.HalfBlockProtocol.RegressionProtocol;

/** The scores and responses of a block, retained on the device until it is complete. */
final class ScoreBlock implements AutoCloseable {
  private final RegressionProtocol protocol;
  private final long block;
  private final NDManager manager;

  /** D x K. */
  private final NDArray filters;

  private final List<NDList> scores = List.of(new NDList(), new NDList());
  private final List<NDList> responses = List.of(new NDList(), new NDList());

  /**
   * The products of half a block.
   *
   * @param weighted Σyu, channels x K
   * @param upper Σuuᵀ, upper triangle row by row
   * @param shuffled Σyu with shuffled responses, channels x K
   */
  record Products(double[][] weighted, float[] upper, float[][] shuffled) {}

  /**
   * @param block index of the block
   */
  ScoreBlock(RegressionProtocol protocol, long block, NDManager parent) {
    this.protocol = protocol;
    this.block = block;
    this.manager = parent.newSubManager();
    int components = protocol.components();
    long values = protocol.filters().length / components;
    this.filters = manager.create(protocol.filters(), new Shape(components, values)).transpose();
  }

  /**
   * Retains a batch.
   *
   * @param half 0 or 1
   * @param averaged averaged values, n x d
   * @param ofBatch n x channels
   */
  void add(int half, NDArray averaged, NDArray ofBatch) {
    NDArray ofStimuli = averaged.matMul(filters);
    NDArray retained = ofBatch.duplicate();
    ofStimuli.attach(manager);
    retained.attach(manager);
    scores.get(half).add(ofStimuli);
    responses.get(half).add(retained);
  }

  /** Returns the products of half 0 or 1. */
  Products products(int half) {
    NDArray u = observations(NDArrays.concat(scores.get(half)));
    NDArray y = observations(NDArrays.concat(responses.get(half)));
    NDArray shuffled = y.get(new NDIndex("{}", manager.create(order(half, y.getShape().get(0)))));
    int components = protocol.components();
    return new Products(
        doubles(y.transpose().matMul(u).toFloatArray(), components),
        ChannelProducts.upper(u.transpose().matMul(u).toFloatArray(), components),
        rows(shuffled.transpose().matMul(u).toFloatArray(), components));
  }

  /** Returns halves of the differences of pairs, or values without their mean. */
  private NDArray observations(NDArray values) {
    long columns = values.getShape().get(1);
    if (!protocol.paired()) {
      return values.sub(values.mean(new int[] {0}, true));
    }
    NDArray pairs = values.reshape(-1, 2 * columns);
    NDArray first = pairs.get(":, {}:{}", 0, columns);
    return first.sub(pairs.get(":, {}:{}", columns, 2 * columns)).mul(0.5f);
  }

  /** Returns a random order by Fisher and Yates; the number of the half-block is its seed. */
  private int[] order(int half, long size) {
    SplittableRandom random = new SplittableRandom(2 * block + half);
    Integer[] order = IntStream.range(0, (int) size).boxed().toArray(Integer[]::new);
    Collections.shuffle(Arrays.asList(order), random);
    return Stream.of(order).mapToInt(Integer::intValue).toArray();
  }

  private static double[][] doubles(float[] values, int width) {
    double[][] rows = new double[values.length / width][width];
    for (int i = 0; i < values.length; i++) {
      rows[i / width][i % width] = values[i];
    }
    return rows;
  }

  /** Splits values into rows. */
  static float[][] rows(float[] values, int width) {
    return IntStream.range(0, values.length / width)
        .mapToObj(row -> Arrays.copyOfRange(values, row * width, (row + 1) * width))
        .toArray(float[][]::new);
  }

  /** Returns the rows of shuffled responses of each channel: half A, half B. */
  static List<float[][]> byChannel(Products a, Products b) {
    return IntStream.range(0, a.shuffled().length)
        .mapToObj(channel -> new float[][] {a.shuffled()[channel], b.shuffled()[channel]})
        .toList();
  }

  @Override
  public void close() {
    manager.close();
  }
}
