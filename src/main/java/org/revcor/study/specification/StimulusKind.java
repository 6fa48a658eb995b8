package org.revcor.study.specification;

import java.util.Optional;
import org.revcor.observer.ObserverDescription;
import org.revcor.stimulus.Law;
import org.revcor.stimulus.ScoreBasis;

/**
 * A kind of stimulus that a study can show. Each kind is one class. It declares its keys and
 * creates its stimuli. {@link StudyKeys} lists all kinds.
 */
public interface StimulusKind {
  /** Returns a short description of the stimuli for a study's default name. */
  String words();

  /** Returns the dependence of the values of a map under the null hypothesis. */
  MapDependence dependence();

  /** Returns whether numbers without a place in the image are averaged, instead of pixels. */
  default boolean averagesLatents() {
    return false;
  }

  /**
   * Returns the basis that the stimuli are sums of, if there is one.
   *
   * @throws org.revcor.InvalidInputException if it is missing
   */
  default Optional<ScoreBasis> basis(StimulusSources sources) {
    return Optional.empty();
  }

  /** Returns the law of the pixels, if they are independent and shown as drawn; empty otherwise. */
  default Optional<Law> shownLaw() {
    return Optional.empty();
  }

  /** Returns the law of the averaged values, if they are independent and it is known. */
  default Optional<Law> averagedLaw() {
    return shownLaw();
  }

  /**
   * Validates and creates the stimuli.
   *
   * @throws org.revcor.InvalidInputException if they are incompatible with the observer, or their
   *     data is missing
   */
  PreparedStimulus prepare(
      StudySpecification study, ObserverDescription observer, StimulusSources sources);

  /**
   * Validates and creates stimuli that may have parts of the size of the observer's input.
   *
   * @param observer observer with the shape of the stimuli
   * @param input observer with the shape of its input
   */
  default PreparedStimulus prepare(
      StudySpecification study,
      ObserverDescription observer,
      ObserverDescription input,
      StimulusSources sources) {
    return prepare(study, observer, sources);
  }
}
