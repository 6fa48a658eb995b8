package org.revcor.dataset.template;

/** Criterion for the best template of an image. */
public enum Metric {
  /** The raw product of image and template. */
  DOT("dot"),
  /** The product with the template at unit norm; it ranks templates like the cosine. */
  COSINE("cosine");

  private final String label;

  Metric(String label) {
    this.label = label;
  }

  /** Returns the name in requests and files. */
  public String label() {
    return label;
  }
}
