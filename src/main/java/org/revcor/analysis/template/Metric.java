package org.revcor.analysis.template;

/** By what the best template of an image is told. */
public enum Metric {
  /** The raw product of image and template. */
  DOT("dot"),
  /** The product with the template at unit norm: what the cosine says, since an image is one. */
  COSINE("cosine");

  private final String label;

  Metric(String label) {
    this.label = label;
  }

  /** Name in requests and files. */
  public String label() {
    return label;
  }
}
