package org.revcor.study.specification;

import org.revcor.observer.Edit;

/** An edit of an observer in a specification. */
public sealed interface EditReference {
  /** An edit with all its values. */
  record Stated(Edit edit) implements EditReference {}

  /**
   * An {@link Edit.Inject} with its values in a NumPy file.
   *
   * @param share share of the injected values, in [0,1]
   */
  record InjectFile(String layer, String file, float share) implements EditReference {}
}
