package org.revcor.inference;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;

/** Adds the products of weights of trials with values, each channel's within its window. */
final class ProductSums {
  /** Planes, rows and columns of the averaged values. */
  private final Shape averaged;

  /** Empty if maps cover all averaged values. */
  private final List<WindowOfChannels> groups;

  ProductSums(Protocol protocol) {
    this.averaged = protocol.averaged();
    this.groups =
        protocol.mapValues() == averaged.size()
            ? List.of()
            : WindowOfChannels.group(protocol.windows());
  }

  /**
   * Adds Σwx of all channels, and Σx to the sums of its half.
   *
   * @param weights w, n x channels
   * @param flat x, n x d
   */
  void addWithStimuli(
      double[][] weighted,
      HalfTallyBuilder sums,
      NDArray weights,
      NDArray flat,
      NDManager scope,
      DeviceReader reading) {
    if (groups.isEmpty()) {
      NDArray both = weights.concat(scope.ones(new Shape(flat.getShape().get(0), 1)), 1);
      reading.read(
          both.transpose().matMul(flat),
          rows -> {
            HalfTallyBuilder.addRows(weighted, rows);
            sums.addStimuli(rows, weighted.length);
          });
    } else {
      addStimuli(sums, flat, scope, reading);
      add(weighted, weights, flat, reading);
    }
  }

  /** Adds Σx. */
  void addStimuli(HalfTallyBuilder sums, NDArray flat, NDManager scope, DeviceReader reading) {
    reading.read(ones(flat, scope).matMul(flat), rows -> sums.addStimuli(rows, 0));
  }

  private static NDArray ones(NDArray flat, NDManager scope) {
    return scope.ones(new Shape(1, flat.getShape().get(0)));
  }

  void add(double[][] weighted, NDArray weights, NDArray flat, DeviceReader reading) {
    if (groups.isEmpty()) {
      reading.read(
          weights.transpose().matMul(flat), rows -> HalfTallyBuilder.addRows(weighted, rows));
      return;
    }
    NDArray images =
        flat.reshape(flat.getShape().get(0), averaged.get(0), averaged.get(1), averaged.get(2));
    for (WindowOfChannels group : groups) {
      reading.read(
          group.weighted(weights, images),
          rows -> HalfTallyBuilder.addRows(weighted, group.channels(), rows));
    }
  }
}
