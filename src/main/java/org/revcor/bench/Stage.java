package org.revcor.bench;

/** A part of what becomes of a trial. */
public enum Stage {
  /** Random numbers, as rows in native memory. */
  DRAW("draw"),
  /** Rows in native memory, as arrays of the engine. */
  COPY("copy"),
  /** Rows, as images in the layout that the network takes. */
  DECODE("decode"),
  /** The network, as far as the readout needs it. */
  FORWARD("forward"),
  /** What gradients take beyond one forward pass; only where they are taken. */
  GRADIENT("gradient"),
  /** Answers, as responses and sums of products. */
  REDUCE("reduce"),
  /** A block's sums, given to all accumulators. */
  FAN_OUT("fan-out"),
  /** All maps judged, the history written. */
  LOOK("look"),
  /** All sums written and synced. */
  CHECKPOINT("checkpoint");

  private final String word;

  Stage(String word) {
    this.word = word;
  }

  /** Its word in tables and files. */
  public String word() {
    return word;
  }
}
