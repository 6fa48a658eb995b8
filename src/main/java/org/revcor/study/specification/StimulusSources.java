package org.revcor.study.specification;

import java.nio.file.Path;
import org.revcor.dataset.Images;
import org.revcor.observer.ObserverDescription;
import org.revcor.observer.ObserverSource;
import org.revcor.stimulus.GaborBasis;
import org.revcor.stimulus.PcaBasis;
import org.revcor.stimulus.ScoreBasis;
import org.revcor.stimulus.Signals;
import org.revcor.study.specification.DecodedKind.DecoderReport;

/**
 * Loads the data from which stimuli are created. Every method throws {@code InvalidInputException}
 * if the data is missing.
 */
public interface StimulusSources {
  ObserverSource observer(ObserverReference reference);

  Path file(String name);

  Images images(ImageSelection selection);

  /**
   * Returns the images of a data set as signals. They must have the shape of the observer's input.
   */
  Signals signals(ImageSelection selection, ObserverDescription observer);

  /** Returns what a run of the decoder of a study's stimuli shows. */
  DecoderReport report(DecodedKind kind, StudySpecification study, ObserverDescription observer);

  GaborBasis basis(String name);

  /** Returns the basis of principal components that is named after a data set. */
  PcaBasis pcaBasis(String field, String dataset);

  PcaBasis pcaNamed(String field, String name);

  ScoreBasis scoreBasis(String field, String name);

  /** Runs networks that stimuli need while studies are prepared. */
  interface DecoderRunner {
    DecoderRunner LOCAL = new DecoderRunner() {};

    /**
     * Runs the decoder of a study.
     *
     * @throws org.revcor.InvalidInputException if the decoder cannot be used for the observer
     */
    default DecoderReport run(
        DecodedKind kind,
        StudySpecification study,
        ObserverDescription observer,
        StimulusSources sources) {
      return kind.run(study, observer, sources);
    }
  }
}
