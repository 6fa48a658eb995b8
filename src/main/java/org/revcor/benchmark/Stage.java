package org.revcor.benchmark;

import com.fasterxml.jackson.annotation.JsonValue;
import org.revcor.schema.Spelling;

/** A stage of the processing of a trial. */
public enum Stage {
  /** Draws random numbers into rows in native memory. */
  DRAW,
  /** Copies rows in native memory to arrays of the engine. */
  COPY,
  /** Converts rows to images in the network's layout. */
  DECODE,
  /** Runs the network up to the layer of the readout. */
  FORWARD,
  /** Computes gradients, without the forward pass; only in studies with gradients. */
  GRADIENT,
  /** Reduces outputs to responses and sums of products. */
  REDUCE,
  /** Adds a block's sums to all accumulators. */
  FAN_OUT,
  /** Evaluates all maps and writes the history. */
  LOOK,
  /** Writes and syncs all sums. */
  CHECKPOINT;

  /** Returns the name in tables and files. */
  @JsonValue
  public String word() {
    return Spelling.word(this);
  }
}
