package org.revcor.inference;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.revcor.estimate.HalfTally;
import org.revcor.estimate.StimulusProducts;
import org.revcor.observer.Window;

/**
 * The stimuli of a block, or its gradients, retained on the device until its half-block sums are
 * computed. It retains nothing if there are none.
 *
 * <p>The second moments of a channel are one matrix product {@code (r∘Y)ᵀY} per half-block, over
 * the rows Y = X - μ with a response. Labels partition the rows among their channels, so that all
 * channels together cost one product of all rows.
 */
final class RetainedBlock implements AutoCloseable {
  private final Optional<AxisProtocol> axes;
  private final boolean ofStimuli;
  private final List<Window> windows;
  private final Shape averaged;
  private final float[] mean;
  private final NDManager manager;
  private final Half[] halves;

  /**
   * @param mean means μ of the averaged values under their law, if they are
   */
  RetainedBlock(Protocol protocol, boolean ofStimuli, double[] mean, long block, NDManager parent) {
    this.axes = protocol.axes();
    this.ofStimuli = ofStimuli;
    this.windows = protocol.windows();
    this.averaged = protocol.averaged();
    this.mean = floats(ofStimuli ? mean : axes.map(AxisProtocol::mean).orElse(mean));
    this.halves = new Half[] {new Half(2 * block), new Half(2 * block + 1)};
    this.manager = parent.newSubManager();
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
      if (axes.isEmpty() && !ofStimuli) {
        return;
      }
      NDArray centred =
          mean.length == 0 ? batch.duplicate() : batch.sub(batch.getManager().create(mean));
      NDArray retained = batchResponses.duplicate();
      centred.attach(manager);
      retained.attach(manager);
      stimuli.add(centred);
      responses.add(retained);
    }

    HalfTally into(HalfTally tally) {
      HalfTally with = axes.map(each -> tally.with(each.name(), rows(each))).orElse(tally);
      return ofStimuli ? with.with(StimulusProducts.NAME, ofStimuli()) : with;
    }

    private float[][] rows(AxisProtocol requested) {
      return switch (requested) {
        case AxisProtocol.SecondMoments moments ->
            each(moments, channel -> channel.secondMoments(moments.shuffles(), number));
        case AxisProtocol.GradientSketches sketches -> {
          float[] signs = sketches.signs().get((int) (number % 2));
          int columns = sketches.columns();
          try (NDArray ofHalf = manager.create(signs, new Shape(signs.length / columns, columns))) {
            yield each(sketches, channel -> channel.sketch(ofHalf));
          }
        }
      };
    }

    private float[][] each(AxisProtocol requested, Function<ChannelProducts, float[]> sums) {
      List<Integer> channels = requested.channels();
      try (NDManager scope = manager.newSubManager()) {
        NDArray all = NDArrays.concat(stimuli);
        NDArray outputs = NDArrays.concat(responses);
        all.attach(scope);
        outputs.attach(scope);
        float[] weights = outputs.toFloatArray();
        int width = (int) outputs.getShape().get(1);
        float[][] rows = new float[channels.size()][];
        for (int i = 0; i < rows.length; i++) {
          int channel = channels.get(i);
          try (NDManager ofChannel = scope.newSubManager()) {
            ofChannel.tempAttachAll(all);
            NDArray seen = cropped(all, windows.get(channel));
            rows[i] =
                sums.apply(new ChannelProducts(seen, column(weights, channel, width), ofChannel));
          }
        }
        return rows;
      }
    }

    /** Returns the upper triangle of Σyyᵀ of all stimuli, row by row. */
    private float[] ofStimuli() {
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
