package org.revcor.study.specification;

import org.revcor.observer.Edit;

/** An edit of an observer, as a specification gives it. */
public sealed interface EditReference {
  /** An edit in full. */
  record Stated(Edit edit) implements EditReference {}

  /**
   * An {@link Edit.Inject} whose values are in a NumPy file.
   *
   * @param share in [0,1]
   */
  record InjectFile(String layer, String file, float share) implements EditReference {}
}
