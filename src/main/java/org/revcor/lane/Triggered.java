package org.revcor.lane;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.revcor.estimate.TriggeredProducts;
import org.revcor.observer.Window;

/**
 * The stimuli of a block, kept on the device until the sums of its halves are taken.
 *
 * <p>The second moments of a channel are one matrix product {@code (r∘Y)ᵀY} a half-block, over the
 * rows Y = X - μ that it responded to. Labels share the rows out among their channels, so all of
 * them together cost one product of all rows. Null maps of a channel are one product of all its
 * shuffled responses with Y.
 */
final class Triggered implements AutoCloseable {
  private final List<Integer> channels;
  private final boolean ofStimuli;
  private final List<Window> windows;
  private final Shape averaged;
  private final float[] mean;
  private final HalfBlockSums wanted;
  private final NDManager manager;
  private final Half[] halves;

  private Triggered(Protocol protocol, HalfBlockSums wanted, long block, NDManager parent) {
    this.ofStimuli = wanted instanceof SecondMoments moments && moments.ofStimuli();
    this.windows = protocol.windows();
    this.channels =
        switch (wanted) {
          case SecondMoments moments -> moments.channels();
          case NullMaps maps -> IntStream.range(0, windows.size()).boxed().toList();
        };
    this.averaged = protocol.averaged();
    this.mean = floats(wanted.mean());
    this.wanted = wanted;
    this.halves = new Half[] {new Half(2 * block), new Half(2 * block + 1)};
    this.manager = parent.newSubManager();
  }

  /**
   * Of a block that is about to be shown; keeps nothing if no such sums are wanted.
   *
   * @param block its index
   */
  static Triggered of(Protocol protocol, long block, NDManager parent) {
    return new Triggered(
        protocol, protocol.halfBlockSums().orElse(SecondMoments.NONE), block, parent);
  }

  private static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  /** The null maps of both halves together, channel by channel. */
  List<float[][]> nullMaps() {
    List<float[][]> sums = halves[0].nullMaps();
    List<float[][]> more = halves[1].nullMaps();
    for (int channel = 0; channel < sums.size(); channel++) {
      for (int shuffle = 0; shuffle < sums.get(channel).length; shuffle++) {
        float[] sum = sums.get(channel)[shuffle];
        for (int i = 0; i < sum.length; i++) {
          sum[i] += more.get(channel)[shuffle][i];
        }
      }
    }
    return sums;
  }

  /** Half 0 or 1 of the block. */
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
     * Keeps a batch.
     *
     * @param batch what is averaged, n x d
     * @param batchResponses n x channels
     */
    void add(NDArray batch, NDArray batchResponses) {
      if (channels.isEmpty() && !ofStimuli) {
        return;
      }
      NDArray centred = batch.sub(batch.getManager().create(mean));
      NDArray kept = batchResponses.duplicate();
      centred.attach(manager);
      kept.attach(manager);
      stimuli.add(centred);
      responses.add(kept);
    }

    /** Second moments of the channels that they are wanted of, in their order. */
    List<TriggeredProducts> products() {
      return wanted instanceof SecondMoments moments
          ? each(channel -> channel.take(moments.shuffles(), number))
          : List.of();
    }

    /** Null maps of all channels, each shuffles x values of a map; none if they are not wanted. */
    List<float[][]> nullMaps() {
      return wanted instanceof NullMaps maps
          ? each(channel -> channel.nullMaps(maps.shuffles(), number))
          : List.of();
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
            NDArray seen = seen(all, windows.get(channel));
            ofChannels.add(
                sums.apply(new ChannelProducts(seen, column(weights, channel, width), ofChannel)));
          }
        }
        return ofChannels;
      }
    }

    /** Σyyᵀ of all stimuli, row after row of the upper triangle; empty if it is not wanted. */
    float[] ofStimuli() {
      if (!ofStimuli) {
        return new float[0];
      }
      try (NDArray all = NDArrays.concat(stimuli);
          NDArray turned = all.transpose();
          NDArray square = turned.matMul(all)) {
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

    /** The rows, cut to a window. */
    private NDArray seen(NDArray rows, Window window) {
      if (window.height() == averaged.get(1) && window.width() == averaged.get(2)) {
        return rows;
      }
      long n = rows.getShape().get(0);
      NDIndex index =
          new NDIndex(
              ":, :, {}:{}, {}:{}",
              window.top(),
              window.top() + window.height(),
              window.left(),
              window.left() + window.width());
      return rows.reshape(n, averaged.get(0), averaged.get(1), averaged.get(2))
          .get(index)
          .reshape(n, -1);
    }
  }
}
