package org.revcor.inference;

import java.util.Arrays;
import java.util.stream.LongStream;

/**
 * The position of a batch in its study.
 *
 * @param block index of its block
 * @param blockTrials trials of a block
 * @param chancesOfBlock one random number per trial of the block; empty if channels are not drawn
 */
record BatchPosition(long block, int blockTrials, Batch batch, double[] chancesOfBlock) {
  int trials() {
    return batch.trials();
  }

  /** Returns the number of the first trial. */
  long first() {
    return block * blockTrials + batch.first();
  }

  /** Returns the number of each trial among the trials of its half of the study. */
  long[] turns() {
    int half = blockTrials / 2;
    long first = block * half + batch.first() - (long) batch.half() * half;
    return LongStream.range(first, first + batch.trials()).toArray();
  }

  /** Returns a random number in [0,1) for each trial; empty if channels are not drawn. */
  double[] chances() {
    return chancesOfBlock.length == 0
        ? chancesOfBlock
        : Arrays.copyOfRange(chancesOfBlock, batch.first(), batch.first() + batch.trials());
  }
}
