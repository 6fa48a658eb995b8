package org.revcor.estimate;

/** How targets combine where a stopping rule names both a reliability and a precision. */
public enum Require {
  /** A channel must reach both. */
  ALL,
  /** One of them is enough. */
  ANY
}
