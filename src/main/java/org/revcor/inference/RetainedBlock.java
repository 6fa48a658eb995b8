package org.revcor.inference;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.revcor.estimate.HalfTally.TriggeredProducts;
import org.revcor.inference.HalfBlockProtocol.GradientSketchProtocol;
import org.revcor.inference.HalfBlockProtocol.RegressionProtocol;
import org.revcor.inference.HalfBlockProtocol.SecondMomentProtocol;
import org.revcor.observer.Window;

/**
 * The stimuli of a block, or its gradients, retained on the device until its half-block sums are
 * computed.
 *
 * <p>The second moments of a channel are one matrix product {@code (r∘Y)ᵀY} per half-block, over
 * the rows Y = X - μ with a response. Labels partition the rows among their channels, so that all
 * channels together cost one product of all rows.
 */
final class RetainedBlock implements AutoCloseable {
  private final List<Integer> channels;
  private final boolean ofStimuli;
  private final List<Window> windows;
  private final Shape averaged;
  private final float[] mean;
  private final HalfBlockProtocol requested;
  private final NDManager manager;
  private final Half[] halves;

  private RetainedBlock(
      Protocol protocol, HalfBlockProtocol requested, long block, NDManager parent) {
    this.ofStimuli = requested instanceof SecondMomentProtocol moments && moments.ofStimuli();
    this.windows = protocol.windows();
    this.channels =
        switch (requested) {
          case SecondMomentProtocol moments -> moments.channels();
          case GradientSketchProtocol sketches -> sketches.channels();
          case RegressionProtocol scores -> List.of();
        };
    this.averaged = protocol.averaged();
    this.mean = floats(requested.mean());
    this.requested = requested;
    this.halves = new Half[] {new Half(2 * block), new Half(2 * block + 1)};
    this.manager = parent.newSubManager();
  }

  /**
   * Creates storage for a block; it retains nothing if the protocol needs no half-block sums.
   *
   * @param block index of the block
   */
  static RetainedBlock of(Protocol protocol, long block, NDManager parent) {
    return new RetainedBlock(
        protocol, protocol.halfBlocks().orElse(SecondMomentProtocol.NONE), block, parent);
  }

  private static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  /** Returns half 0 or 1 of the block. */
  Half half(int half) {
    return halves[half];
  }

  @Override
  public void close() {
    manager.close();
  }

  /** The stimuli of half a block. */
  final class Half {
    private final NDList stimuli = new NDList();
    private final NDList responses = new NDList();
    private final long number;

    private Half(long number) {
      this.number = number;
    }

    /**
     * Retains a batch.
     *
     * @param batch averaged values or gradients, n x d
     * @param batchResponses n x channels; with gradients 1 at the channel of each trial, else 0
     */
    void add(NDArray batch, NDArray batchResponses) {
      if (channels.isEmpty() && !ofStimuli) {
        return;
      }
      NDArray centred = batch.sub(batch.getManager().create(mean));
      NDArray retained = batchResponses.duplicate();
      centred.attach(manager);
      retained.attach(manager);
      stimuli.add(centred);
      responses.add(retained);
    }

    /** Returns the second moments of the requested channels, or their sketches, in their order. */
    List<TriggeredProducts> products() {
      return switch (requested) {
        case SecondMomentProtocol moments ->
            each(channel -> channel.secondMoments(moments.shuffles(), number));
        case GradientSketchProtocol sketches -> {
          float[] signs = sketches.signs().get((int) (number % 2));
          int columns = sketches.columns();
          try (NDArray ofHalf = manager.create(signs, new Shape(signs.length / columns, columns))) {
            yield each(channel -> channel.sketch(ofHalf));
          }
        }
        case RegressionProtocol scores -> List.of();
      };
    }

    private <T> List<T> each(Function<ChannelProducts, T> sums) {
      if (channels.isEmpty()) {
        return List.of();
      }
      try (NDManager scope = manager.newSubManager()) {
        NDArray all = NDArrays.concat(stimuli);
        NDArray outputs = NDArrays.concat(responses);
        all.attach(scope);
        outputs.attach(scope);
        float[] weights = outputs.toFloatArray();
        int width = (int) outputs.getShape().get(1);
        List<T> ofChannels = new ArrayList<>();
        for (int channel : channels) {
          try (NDManager ofChannel = scope.newSubManager()) {
            ofChannel.tempAttachAll(all);
            NDArray rows = cropped(all, windows.get(channel));
            ofChannels.add(
                sums.apply(new ChannelProducts(rows, column(weights, channel, width), ofChannel)));
          }
        }
        return ofChannels;
      }
    }

    /** Returns the upper triangle of Σyyᵀ of all stimuli, row by row; empty if not requested. */
    float[] ofStimuli() {
      if (!ofStimuli) {
        return new float[0];
      }
      try (NDArray all = NDArrays.concat(stimuli);
          NDArray transposed = all.transpose();
          NDArray square = transposed.matMul(all)) {
        return ChannelProducts.upper(square.toFloatArray(), (int) all.getShape().get(1));
      }
    }

    private static float[] column(float[] values, int column, int width) {
      float[] entries = new float[values.length / width];
      for (int i = 0; i < entries.length; i++) {
        entries[i] = values[i * width + column];
      }
      return entries;
    }

    /** Returns the rows, cropped to a window. */
    private NDArray cropped(NDArray rows, Window window) {
      if (window.height() == averaged.get(1) && window.width() == averaged.get(2)) {
        return rows;
      }
      long n = rows.getShape().get(0);
      NDArray images = rows.reshape(n, averaged.get(0), averaged.get(1), averaged.get(2));
      return WindowOfChannels.cropped(images, window).reshape(n, -1);
    }
  }
}
