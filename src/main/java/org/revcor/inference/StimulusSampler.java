package org.revcor.inference;

import ai.djl.Device;
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
import org.revcor.stimulus.Stimulus;
import org.revcor.stimulus.Stimulus.Moments;
import org.revcor.stimulus.StimulusSequence;

/**
 * Draws stimuli outside of a study, to display them and to estimate their moments. The engine runs
 * only for a decoder.
 */
public final class StimulusSampler implements AutoCloseable {
  /** A seed that users are unlikely to choose, so that no study has these trials. */
  private static final long SEED = 0x5EED_0F_5A4D_1E5L;

  private static final int SAMPLE_BATCH = 250;
  private static final int SAMPLE_BATCHES = 40;

  private final StimulusSequence sequence;
  private final ObserverDescription shape;
  private final Optional<Decoding> decoding;

  /**
   * @throws InvalidInputException if a decoder produces images of another shape
   */
  public StimulusSampler(
      StimulusSequence sequence, Rendering rendering, ObserverDescription shape) {
    this.sequence = sequence;
    this.shape = shape;
    this.decoding =
        rendering instanceof Rendering.Decoded decoded
            ? Optional.of(Decoding.of(decoded, shape))
            : Optional.empty();
  }

  private static final class Decoding implements AutoCloseable {
    private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
    private final Observer decoder;
    private final Renderer renderer;

    private Decoding(Observer decoder, Renderer renderer) {
      this.decoder = decoder;
      this.renderer = renderer;
    }

    static Decoding of(Rendering.Decoded rendering, ObserverDescription shape) {
      rendering.requireShape(shape);
      Observer decoder = rendering.decoder().load(Device.cpu());
      return new Decoding(decoder, new Renderer(shape, rendering, Optional.of(decoder)));
    }

    void render(ByteBuffer rows, Shape drawn, Consumer<Renderer.Rendered> receiver) {
      JniUtils.setNumThreads(1);
      try (NDManager scope = manager.newSubManager()) {
        receiver.accept(renderer.render(scope.create(rows, drawn, DataType.FLOAT32)));
      }
    }

    @Override
    public void close() {
      decoder.close();
      manager.close();
    }
  }

  /** Returns the first stimuli of a study, trials x d values. */
  public float[][] shown(long seed, int blockSize, int trials) {
    float[][] images = new float[trials][shape.values()];
    for (int from = 0; from < trials; from += blockSize) {
      int first = from;
      int drawn = Math.min(blockSize, trials - from);
      ByteBuffer rows = draw(seed, from / blockSize, blockSize, drawn);
      if (decoding.isEmpty()) {
        int values = sequence.stimulus().rowValues();
        for (int i = 0; i < drawn; i++) {
          rows.asFloatBuffer().get(i * values, images[first + i]);
        }
      } else {
        decoding
            .get()
            .render(
                rows,
                new Shape(drawn, sequence.stimulus().rowValues()),
                rendered -> {
                  float[] flat = rendered.shown().toFloatArray();
                  for (int i = 0; i < flat.length; i += shape.values()) {
                    System.arraycopy(
                        flat, i, images[first + i / shape.values()], 0, shape.values());
                  }
                });
      }
    }
    return images;
  }

  /**
   * Returns the signals of the first stimuli of a study.
   *
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

  /** Estimates the moments of decoded images from 10,000 trials of a fixed seed. */
  public Moments moments() {
    Decoding images = decoding.orElseThrow();
    double[][] sums = new double[2][];
    for (int block = 0; block < SAMPLE_BATCHES; block++) {
      images.render(
          draw(SEED, block, SAMPLE_BATCH, SAMPLE_BATCH),
          new Shape(SAMPLE_BATCH, sequence.stimulus().rowValues()),
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

  private ByteBuffer draw(long seed, long block, int blockSize, int trials) {
    Stimulus stimulus = sequence.stimulus();
    int bytes = Float.BYTES * trials * stimulus.rowValues();
    ByteBuffer memory = StimulusBlock.allocate(bytes).order(ByteOrder.nativeOrder());
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
    return memory.slice(0, bytes).order(ByteOrder.nativeOrder());
  }

  @Override
  public void close() {
    decoding.ifPresent(Decoding::close);
  }
}
