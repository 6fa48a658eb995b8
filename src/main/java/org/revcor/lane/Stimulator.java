package org.revcor.lane;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.revcor.stimulus.WhiteNoise;

/**
 * Draws the blocks of one study into native memory and takes the memory back.
 *
 * <p>Thread-safe: blocks may be drawn by several threads at once. Holds as many blocks as were ever
 * out at a time.
 */
public final class Stimulator {
  private final WhiteNoise noise;
  private final long seed;
  private final int values;
  private final int trials;
  private final List<Batch> batches;
  private final int bytes;
  private final ConcurrentLinkedQueue<ByteBuffer> free = new ConcurrentLinkedQueue<>();

  /**
   * @param values values d of one stimulus
   */
  public Stimulator(WhiteNoise noise, long seed, int values, NumericPlan plan) {
    this.noise = noise;
    this.seed = seed;
    this.values = values;
    this.trials = plan.blockSize();
    this.batches = plan.batches();
    this.bytes = StimulusBlock.bytes(batches, values);
  }

  /** Draws a block; the caller gives it back by {@link #release} when its tally is there. */
  public StimulusBlock draw(long block) {
    ByteBuffer memory = free.poll();
    StimulusBlock stimuli =
        new StimulusBlock(
            block, batches, values, memory == null ? StimulusBlock.allocate(bytes) : memory);
    noise.draw(seed, block, trials, values, new Writer(stimuli));
    return stimuli;
  }

  /** Takes the memory of a block back. */
  public void release(StimulusBlock stimuli) {
    if (!stimuli.kept()) {
      free.add(stimuli.memory());
    }
  }

  /** Spreads consecutive trials over the batches of a block. */
  private static final class Writer implements WhiteNoise.Sink {
    private final StimulusBlock stimuli;
    private int batch = -1;
    private FloatBuffer target = FloatBuffer.allocate(0);

    Writer(StimulusBlock stimuli) {
      this.stimuli = stimuli;
    }

    @Override
    public void accept(int trial, float[] values) {
      if (!target.hasRemaining()) {
        target = stimuli.stimuli(++batch).asFloatBuffer();
      }
      target.put(values);
    }
  }
}
