package org.revcor.stimulus;

/** Ends a fit when its listener stops it. */
final class FitStoppedException extends RuntimeException {
  private static final long serialVersionUID = 1L;
}
