package org.revcor.study.specification;

import java.util.Optional;
import org.revcor.observer.ObserverDescription;
import org.revcor.stimulus.Law;

/**
 * The stimuli that a user asks for. A kind of stimuli is one class: it declares its keys, and makes
 * its stimuli. {@link StimulusKinds} lists all kinds.
 */
public interface StimulusKind {
  /** The stimuli in a few words; part of a study's default name. */
  String words();

  /** Whether values of an average of what is averaged are independent. */
  MapDependence dependence();

  /** Law of the pixels, if they are independent and shown as drawn. */
  default Optional<Law> shownLaw() {
    return Optional.empty();
  }

  /**
   * Makes the stimuli.
   *
   * @param study the study that shows them
   * @param observer that they are shown to
   * @throws org.revcor.InvalidInputException if they do not suit the observer, or what they are
   *     made of is missing
   */
  PreparedStimulus prepare(
      StudySpecification study, ObserverDescription observer, StimulusSources sources);
}
