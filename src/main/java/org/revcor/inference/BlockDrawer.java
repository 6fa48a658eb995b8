package org.revcor.inference;

import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.revcor.inference.LaneMetrics.BlockTimer;
import org.revcor.inference.NumericPlan.Batch;
import org.revcor.stimulus.Stimulus;
import org.revcor.stimulus.StimulusSequence;

/**
 * Draws the blocks of one study into native memory, which it reuses.
 *
 * <p>Thread-safe. Holds the memory of the largest number of blocks that were in use at a time.
 */
public final class BlockDrawer {
  private final StimulusSequence sequence;
  private final long seed;
  private final int trials;
  private final List<Batch> batches;
  private final int bytes;
  private final Timer timer;
  private final Map<Long, StimulusBlock> ahead = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<ByteBuffer> free = new ConcurrentLinkedQueue<>();

  /** Creates a drawer whose time is not recorded. */
  public BlockDrawer(StimulusSequence sequence, long seed, NumericPlan plan) {
    this(sequence, seed, plan, BlockTimer.of(new CompositeMeterRegistry(), "draw"));
  }

  BlockDrawer(StimulusSequence sequence, long seed, NumericPlan plan, Timer timer) {
    this.sequence = sequence;
    this.seed = seed;
    this.trials = plan.blockSize();
    this.batches = plan.batches();
    this.timer = timer;
    this.bytes = StimulusBlock.bytes(batches, sequence.stimulus().rowValues());
  }

  /**
   * Draws a block that {@link #draw} will return.
   *
   * @throws MemoryShortageException if there is too little memory
   */
  void drawAhead(long block) {
    StimulusBlock replaced = ahead.put(block, drawn(block));
    if (replaced != null) {
      release(replaced);
    }
  }

  /** Frees the blocks that were drawn ahead, which no lane will take. */
  void forget() {
    ahead.clear();
  }

  /**
   * Draws a block, unless it is drawn already. The caller must {@link #release} it after its
   * reduction.
   *
   * @throws MemoryShortageException if there is too little memory
   */
  public StimulusBlock draw(long block) {
    StimulusBlock ready = ahead.remove(block);
    return ready == null ? drawn(block) : ready;
  }

  private StimulusBlock drawn(long block) {
    ByteBuffer memory = free.poll();
    StimulusBlock stimuli =
        new StimulusBlock(
            block, batches, sequence.stimulus().rowValues(), memory == null ? allocate() : memory);
    timer.record(
        () -> sequence.draw(seed, block, trials, new Writer(sequence.stimulus(), stimuli)));
    return stimuli;
  }

  private ByteBuffer allocate() {
    try {
      return StimulusBlock.allocate(bytes);
    } catch (OutOfMemoryError e) {
      throw MemoryShortageException.ofStimuli(trials, bytes, e);
    }
  }

  public void release(StimulusBlock stimuli) {
    free.add(stimuli.memory());
  }

  private static final class Writer implements StimulusSequence.Sink {
    private final Stimulus stimulus;
    private final StimulusBlock stimuli;
    private int batch = -1;
    private FloatBuffer target = FloatBuffer.allocate(0);

    Writer(Stimulus stimulus, StimulusBlock stimuli) {
      this.stimulus = stimulus;
      this.stimuli = stimuli;
    }

    @Override
    public void accept(int trial, float[] drawn) {
      if (!target.hasRemaining()) {
        target = stimuli.rows(++batch).asFloatBuffer();
      }
      stimulus.layOut(drawn, target);
    }
  }
}
