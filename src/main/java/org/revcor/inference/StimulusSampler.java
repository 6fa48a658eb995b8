package org.revcor.inference;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Optional;
import java.util.function.Consumer;
import org.revcor.InvalidInputException;
import org.revcor.observer.Observer;
import org.revcor.observer.ObserverDescription;
import org.revcor.stimulus.Moments;
import org.revcor.stimulus.Stimulus;
import org.revcor.stimulus.StimulusSequence;

/** Draws stimuli outside of a study, to display them and to estimate their moments. */
public final class StimulusSampler implements AutoCloseable {
  /** A seed that users are unlikely to choose, so that no study has these trials. */
  private static final long SEED = 0x5EED_0F_5A4D_1E5L;

  private static final int SAMPLE_BATCH = 250;
  private static final int SAMPLE_BATCHES = 40;

  private final StimulusSequence sequence;
  private final ObserverDescription shape;
  private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
  private final Optional<Observer> decoder;
  private final Renderer renderer;

  /**
   * @param shape description of the observer
   */
  public StimulusSampler(
      StimulusSequence sequence, Rendering rendering, ObserverDescription shape) {
    this.sequence = sequence;
    this.shape = shape;
    this.decoder =
        rendering instanceof Rendering.Decoded decoded
            ? Optional.of(decoded.decoder().load(Device.cpu()))
            : Optional.empty();
    this.renderer = new Renderer(shape, rendering, decoder);
  }

  /**
   * Returns the first stimuli of a study, trials x d values.
   *
   * @param seed seed of the study
   * @param blockSize block size of the study
   * @throws InvalidInputException if a decoder produces images of another shape
   */
  public float[][] shown(long seed, int blockSize, int trials) {
    float[][] images = new float[trials][shape.values()];
    for (int from = 0; from < trials; from += blockSize) {
      int first = from;
      render(
          seed,
          from / blockSize,
          blockSize,
          Math.min(blockSize, trials - from),
          rendered -> {
            float[] flat = rendered.shown().toFloatArray();
            for (int i = 0; i < flat.length; i += shape.values()) {
              System.arraycopy(flat, i, images[first + i / shape.values()], 0, shape.values());
            }
          });
    }
    return images;
  }

  /**
   * Returns the signals of the first stimuli of a study.
   *
   * @param seed seed of the study
   * @param blockSize block size of the study
   * @return one index of {@link Stimulus#signals} per trial; empty if stimuli have no signal
   */
  public int[] signals(long seed, int blockSize, int trials) {
    Stimulus stimulus = sequence.stimulus();
    if (stimulus.signals().isEmpty()) {
      return new int[0];
    }
    int[] signals = new int[trials];
    FloatBuffer row = FloatBuffer.allocate(stimulus.rowValues());
    for (int from = 0; from < trials; from += blockSize) {
      int first = from;
      sequence.draw(
          seed,
          from / blockSize,
          blockSize,
          (trial, drawn) -> {
            if (first + trial < trials) {
              stimulus.layOut(drawn, row.clear());
              signals[first + trial] = (int) row.get(row.capacity() - 1);
            }
          });
    }
    return signals;
  }

  /**
   * Requires that stimuli have the observer's shape.
   *
   * @throws InvalidInputException if a decoder produces images of another shape
   */
  public void requireShape() {
    render(SEED, 0, 2, 2, rendered -> {});
  }

  /** Estimates the moments of the averaged values from 10,000 trials of a fixed seed. */
  public Moments moments() {
    double[][] sums = new double[2][];
    for (int block = 0; block < SAMPLE_BATCHES; block++) {
      render(
          SEED,
          block,
          SAMPLE_BATCH,
          SAMPLE_BATCH,
          rendered -> {
            float[] flat = rendered.averaged().toFloatArray();
            int values = flat.length / SAMPLE_BATCH;
            for (int i = 0; i < 2 && sums[i] == null; i++) {
              sums[i] = new double[values];
            }
            for (int i = 0; i < flat.length; i++) {
              sums[0][i % values] += flat[i];
              sums[1][i % values] += (double) flat[i] * flat[i];
            }
          });
    }
    double n = (double) SAMPLE_BATCHES * SAMPLE_BATCH;
    for (double sum : sums[1]) {
      if (!Double.isFinite(sum)) {
        throw new InvalidInputException(
            "study.stimulus",
            "one whose images have a mean square of " + sum / n,
            "one whose images have finite values");
      }
    }
    double[] mean = sums[0];
    double[] variance = sums[1];
    for (int i = 0; i < mean.length; i++) {
      mean[i] /= n;
      variance[i] = Math.max(0, variance[i] / n - mean[i] * mean[i]) * n / (n - 1);
    }
    return new Moments(mean, variance);
  }

  /** Renders the first trials of a block. */
  private void render(
      long seed, long block, int blockSize, int trials, Consumer<Renderer.Rendered> receiver) {
    JniUtils.setNumThreads(1);
    Stimulus stimulus = sequence.stimulus();
    ByteBuffer memory =
        StimulusBlock.allocate(Float.BYTES * trials * stimulus.rowValues())
            .order(ByteOrder.nativeOrder());
    FloatBuffer rows = memory.asFloatBuffer();
    sequence.draw(
        seed,
        block,
        blockSize,
        (trial, drawn) -> {
          if (trial < trials) {
            stimulus.layOut(drawn, rows);
          }
        });
    try (NDManager scope = manager.newSubManager()) {
      ByteBuffer filled =
          memory
              .slice(0, Float.BYTES * trials * stimulus.rowValues())
              .order(ByteOrder.nativeOrder());
      NDArray array =
          scope.create(filled, new Shape(trials, stimulus.rowValues()), DataType.FLOAT32);
      receiver.accept(renderer.render(array));
    }
  }

  @Override
  public void close() {
    decoder.ifPresent(Observer::close);
    manager.close();
  }
}
