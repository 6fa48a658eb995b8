package org.revcor.study.plan;

import org.revcor.estimate.Estimator;
import org.revcor.observer.Readout;
import org.revcor.stimulus.Law;
import org.revcor.study.specification.DefaultStudyName;
import org.revcor.study.specification.StimulusKind;
import org.revcor.study.specification.StudySpecification;
import org.revcor.study.specification.WhiteNoiseKind;

/**
 * Creates studies of one observer.
 *
 * @param requested names the observer, the seed and the stopping rule
 */
record CandidateStudies(StudySpecification requested) {
  StudySpecification of(Law law, Readout readout, Estimator estimator) {
    StimulusKind stimulus = new WhiteNoiseKind(law);
    StudySpecification candidate =
        new StudySpecification(
                isNamed()
                    ? requested.name()
                    : DefaultStudyName.of(requested.observer(), readout, stimulus),
                requested.seed(),
                requested.observer(),
                new StudySpecification.Stimuli(stimulus),
                readout,
                false,
                new StudySpecification.Estimation(estimator, requested.estimation().conventions()),
                requested.stop(),
                new StudySpecification.Numerics(requested.numerics().blockSize()))
            .withBatchSize(requested.numerics().batchSize());
    return estimator == Estimator.AVERAGE
        ? candidate.withPrecision(requested.numerics().precision())
        : candidate;
  }

  private boolean isNamed() {
    return !requested
        .name()
        .equals(
            DefaultStudyName.of(
                requested.observer(), requested.readout(), requested.stimuli().kind()));
  }
}
