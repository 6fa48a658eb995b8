package org.revcor.dataset.template;

import org.revcor.schema.Spelling;

/** Criterion for the best template of an image. */
public enum Metric {
  /** The raw product of image and template. */
  DOT,
  /** The product with the template at unit norm; it ranks templates like the cosine. */
  COSINE;

  /** Returns the name in requests and files. */
  public String label() {
    return Spelling.word(this);
  }
}
