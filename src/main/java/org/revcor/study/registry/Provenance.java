package org.revcor.study.registry;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.revcor.RevcorVersion;
import org.revcor.inference.Platform;
import org.revcor.observer.Precision;
import org.revcor.study.results.StudyView;

/**
 * The origin of a study archive.
 *
 * @param format version of the archive format
 * @param study original id
 * @param revcor version of Revcor that wrote the archive
 * @param generator version of the stimulus generator
 * @param platform hardware, engine and engine version of the computation
 * @param precision of the observer's inference; null in archives of older versions
 * @param observer digest of the observer
 * @param files SHA-256 of all other files in the archive, by name
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
        RevcorVersion.TEXT,
        study.setup().plan().generator(),
        study.setup().plan().platform(),
        study.setup().plan().precision(),
        study.setup().observer().digest(),
        new TreeMap<>(files));
  }
}
