package org.revcor.study.specification;

import java.util.List;
import java.util.Optional;
import org.revcor.observer.ObserverSource;
import org.revcor.observer.OutputKind;
import org.revcor.observer.Scale;

/** How a specification names its observer. */
public sealed interface ObserverReference {
  /** A shipped or trained observer, by its name in the catalogue. */
  record Named(String model) implements ObserverReference {}

  /**
   * A TorchScript file; what is absent is taken from a card beside the file.
   *
   * @param input C, H and W
   * @param scale what the network is given of a stimulus
   * @param layers names of what the network returns beside its answer
   */
  record FromFile(
      String file,
      Optional<List<Integer>> input,
      Optional<OutputKind> output,
      Optional<List<String>> classes,
      Optional<Scale> scale,
      Optional<List<String>> layers)
      implements ObserverReference {
    /** A file that is all as its card tells. */
    public FromFile(String file) {
      this(
          file,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());
    }
  }

  /**
   * A variant of another.
   *
   * @param original itself not edited
   * @param edits in the order in which they take effect; at least one
   */
  record Edited(ObserverReference original, List<EditReference> edits)
      implements ObserverReference {
    public Edited {
      edits = List.copyOf(edits);
    }
  }

  /** Finds observers. */
  @FunctionalInterface
  interface Resolver {
    /**
     * Finds an observer.
     *
     * @throws org.revcor.InvalidInputException if there is none, or it is not as described
     */
    ObserverSource resolve(ObserverReference reference);
  }
}
