package org.revcor;

import org.jspecify.annotations.Nullable;

/** A valid request that the present state does not allow. */
public final class RefusedException extends RevcorException {
  private static final long serialVersionUID = 1L;

  public enum Reason {
    UNKNOWN,
    /** The state of a study, an analysis or an observer does not allow the request. */
    CONFLICT,
    /** The sums of a study do not fit into the memory beside those of running studies. */
    MEMORY,
    /** The disk or its quota is too small for a study, or no study can be written. */
    STORAGE,
    /** The lanes have not started, or the study cannot reply yet. */
    UNAVAILABLE,
    /** Outputs cannot be stored now, for example since the disk is full. */
    RESPONSES;

    public boolean isOf(@Nullable Throwable thrown) {
      return thrown instanceof RefusedException refused && refused.reason == this;
    }
  }

  private final Reason reason;

  public RefusedException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** Returns a refusal by the state of a study, an analysis or an observer. */
  public static RefusedException conflict(String message) {
    return new RefusedException(Reason.CONFLICT, message);
  }

  /**
   * Returns the refusal of a request to a study or an analysis that does not exist.
   *
   * @param id with the word before it, such as {@code study 12}
   */
  public static RefusedException unknown(String id) {
    return new RefusedException(Reason.UNKNOWN, id + " does not exist");
  }

  /** Returns a refusal while the lanes have not started or the study cannot reply. */
  public static RefusedException unavailable(String message) {
    return new RefusedException(Reason.UNAVAILABLE, message);
  }

  public Reason reason() {
    return reason;
  }
}
