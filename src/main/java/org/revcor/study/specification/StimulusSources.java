package org.revcor.study.specification;

import java.nio.file.Path;
import org.revcor.dataset.Images;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.ObserverSource;
import org.revcor.stimulus.GaborBasis;
import org.revcor.stimulus.Signals;

/** What stimuli are made of; every method throws {@code InvalidInputException} if it is missing. */
public interface StimulusSources {
  /** A network. */
  ObserverSource observer(ObserverReference reference);

  /** Where a file is that a study names. */
  Path file(String name);

  /** Images of a data set, of all classes. */
  Images images(ImageSelection selection);

  /** Images of a data set, which must have the shape that an observer takes. */
  Signals signals(ImageSelection selection, ObserverDescription observer);

  /** A Gabor-PCA basis. */
  GaborBasis basis(String name);
}
