package org.revcor.studies;

import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.revcor.lane.Platform;
import org.revcor.observer.Precision;
import org.revcor.study.StudyView;

/**
 * What an archive of a study was made of, and by what.
 *
 * @param format of the archive
 * @param study its id where it ran
 * @param revcor version that wrote the archive
 * @param generator version of the rule that drew the stimuli
 * @param platform what the study was computed on, with the engine and its version
 * @param precision in which the observer computed; null in archives from before there was a choice
 * @param observer digest of the observer
 * @param files SHA-256 of every other file in the archive, by name
 */
record Provenance(
    int format,
    String study,
    String revcor,
    String generator,
    Platform platform,
    @Nullable Precision precision,
    String observer,
    Map<String, String> files) {
  static final int FORMAT = 1;

  static Provenance of(StudyView study, Map<String, String> files) {
    return new Provenance(
        FORMAT,
        study.id(),
        Objects.requireNonNullElse(
            Provenance.class.getPackage().getImplementationVersion(), "(development)"),
        study.plan().generator(),
        study.plan().platform(),
        study.plan().precision(),
        study.observer().digest(),
        new TreeMap<>(files));
  }
}
