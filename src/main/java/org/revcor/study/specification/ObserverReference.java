package org.revcor.study.specification;

import java.util.List;
import java.util.Optional;
import org.revcor.observer.Edit;
import org.revcor.observer.Layout;
import org.revcor.observer.ObserverSource;
import org.revcor.observer.OutputKind;
import org.revcor.observer.Scale;

public sealed interface ObserverReference {
  /** A shipped or trained observer, by its name in the catalogue. */
  record Named(String model) implements ObserverReference {}

  /**
   * A network file. Absent values are read from the card beside the file, else from the file.
   *
   * @param input C, H and W
   */
  record FromFile(
      String file,
      Optional<List<Integer>> input,
      Optional<OutputKind> output,
      Optional<List<String>> classes,
      Optional<Scale> scale,
      Optional<Layout> layout,
      Optional<List<String>> layers)
      implements ObserverReference {
    public FromFile(String file) {
      this(
          file,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());
    }
  }

  /**
   * An observer whose outputs clients of a server send.
   *
   * @param input C, H and W
   */
  record External(List<Integer> input, OutputKind output, List<String> classes)
      implements ObserverReference {}

  /**
   * A variant of another observer.
   *
   * @param edits edits in the order in which they are applied; at least one
   */
  record Edited(ObserverReference original, List<EditReference> edits)
      implements ObserverReference {
    public Edited {
      edits = List.copyOf(edits);
    }
  }

  @FunctionalInterface
  interface Resolver {
    /**
     * Returns the observer of a reference.
     *
     * @throws org.revcor.InvalidInputException if it does not exist or differs from its description
     */
    ObserverSource resolve(ObserverReference reference);
  }

  sealed interface EditReference {
    record Stated(Edit edit) implements EditReference {}

    /**
     * An {@link Edit.Inject} with its values in a NumPy file.
     *
     * @param share share of the injected values, in [0,1]
     */
    record InjectFile(String layer, String file, float share) implements EditReference {}
  }
}
