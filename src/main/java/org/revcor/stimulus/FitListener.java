package org.revcor.stimulus;

/** Receives the progress of a fit, on the thread that runs it. */
public interface FitListener {
  /**
   * A step begins.
   *
   * @param plane number of the plane, from 1
   */
  default void begin(String step, int plane, int planes) {}

  /**
   * A plane is complete.
   *
   * @param plane number of the plane, from 1
   * @param explained share of the variance that the components explain, in [0,1]
   */
  default void planeFitted(int plane, int planes, double explained) {}

  /**
   * Returns true to end the fit without a basis. Called between steps of the fit; the longest step,
   * finding all eigenvectors, takes seconds, and two minutes for 4,096 values.
   */
  boolean stopped();

  default void requireNotStopped() {
    if (stopped()) {
      throw new FitStoppedException();
    }
  }

  final class FitStoppedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }
}
