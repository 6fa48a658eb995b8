package org.revcor.benchmark;

/** A stage of the processing of a trial. */
public enum Stage {
  /** Draws random numbers into rows in native memory. */
  DRAW("draw"),
  /** Copies rows in native memory to arrays of the engine. */
  COPY("copy"),
  /** Converts rows to images in the network's layout. */
  DECODE("decode"),
  /** Runs the network up to the layer of the readout. */
  FORWARD("forward"),
  /** Computes gradients, without the forward pass; only in studies with gradients. */
  GRADIENT("gradient"),
  /** Reduces outputs to responses and sums of products. */
  REDUCE("reduce"),
  /** Adds a block's sums to all accumulators. */
  FAN_OUT("fan-out"),
  /** Evaluates all maps and writes the history. */
  LOOK("look"),
  /** Writes and syncs all sums. */
  CHECKPOINT("checkpoint");

  private final String word;

  Stage(String word) {
    this.word = word;
  }

  /** Returns the name in tables and files. */
  public String word() {
    return word;
  }
}
