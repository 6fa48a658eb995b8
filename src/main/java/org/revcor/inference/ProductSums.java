package org.revcor.inference;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.revcor.observer.Window;

/**
 * Adds the products of responses with averaged values or gradients, each channel's within its
 * window.
 */
final class ProductSums {
  /** Planes, rows and columns of the averaged values. */
  private final Shape averaged;

  private final Optional<GradientProtocol> gradients;

  /** Indices of all channels. */
  private final int[] channels;

  /** Empty if maps cover all averaged values. */
  private final List<WindowOfChannels> groups;

  /**
   * @param windows window of each channel
   * @param mapValues number of values of a map
   */
  ProductSums(Protocol protocol, List<Window> windows, int mapValues) {
    this.averaged = protocol.averaged();
    this.gradients = protocol.gradients();
    this.channels = IntStream.range(0, windows.size()).toArray();
    this.groups = mapValues == averaged.size() ? List.of() : WindowOfChannels.group(windows);
  }

  /** Adds Σx and, unless the study has gradients alone, Σrx of all channels. */
  void add(
      HalfTallyBuilder sums,
      NDArray responses,
      NDArray flat,
      NDManager scope,
      DeviceReader reading) {
    int trials = (int) flat.getShape().get(0);
    reading.read(responses, values -> sums.addResponses(trials, values));
    if (groups.isEmpty() && gradients.isEmpty()) {
      NDArray weights = responses.concat(scope.ones(new Shape(trials, 1)), 1);
      reading.read(weights.transpose().matMul(flat), sums::addWhole);
      return;
    }
    reading.read(scope.ones(new Shape(1, trials)).matMul(flat), sums::addStimuli);
    if (gradients.isEmpty()) {
      NDArray images = images(flat);
      for (WindowOfChannels group : groups) {
        reading.read(
            group.weighted(responses, images), values -> sums.addWindow(group.channels(), values));
      }
    }
  }

  /** Adds the gradients of a batch. */
  void addGradients(
      HalfTallyBuilder sums,
      GradientReduction.Taken taken,
      GradientProtocol.ChannelChoice channelChoice,
      DeviceReader reading) {
    sums.addTurns(taken.channels(), channelChoice);
    reading.read(taken.norms(), norms -> sums.addNorms(taken.channels(), norms));
    if (groups.isEmpty()) {
      reading.read(
          taken.chosen().transpose().matMul(taken.gradients()),
          values -> sums.addGradients(channels, values));
      return;
    }
    for (WindowOfChannels group : groups) {
      reading.read(
          group.weighted(taken.chosen(), images(taken.gradients())),
          values -> sums.addGradients(group.channels(), values));
    }
  }

  /** Returns averaged values as n x C x H x W. */
  private NDArray images(NDArray flat) {
    return flat.reshape(flat.getShape().get(0), averaged.get(0), averaged.get(1), averaged.get(2));
  }
}
