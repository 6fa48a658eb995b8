package org.revcor.observer;

import java.util.List;
import org.revcor.schema.Spelling;

/** The meaning of an observer's outputs. */
public enum OutputKind {
  /**
   * Real numbers. Softmax converts them to probabilities; for a single one, the logistic function.
   */
  LOGITS,
  /** Numbers in [0,1] that sum to one over the classes. */
  PROBABILITIES,
  /** 1 for the class that the observer assigns, 0 for the others. */
  LABELS,
  /** The reconstructed image of an auto-encoder, in [0,1]. It has no classes. */
  IMAGES;

  /** Maximum difference of a sum of probabilities from 1, which allows for half precision. */
  public static final double MAX_SUM_ERROR = .01;

  private static final double ROUNDING = 1e-5;

  /** The kinds that a network file may declare. */
  public static final List<OutputKind> OF_FILES = List.of(LOGITS, PROBABILITIES);

  /** The kinds of outputs that may come from outside. */
  public static final List<OutputKind> OF_CLIENTS = List.of(LOGITS, PROBABILITIES, LABELS);

  /** Returns whether a number is a probability, except for rounding. */
  public static boolean isProbability(float value) {
    return value >= -ROUNDING && value <= 1 + ROUNDING;
  }

  /**
   * Returns its word in study files and cards: {@code logits}, {@code probabilities}, {@code
   * labels} or {@code images}.
   */
  public String word() {
    return Spelling.word(this);
  }
}
