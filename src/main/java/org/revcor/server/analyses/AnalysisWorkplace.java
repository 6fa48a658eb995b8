package org.revcor.server.analyses;

import ai.djl.Device;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.revcor.InvalidInputException;
import org.revcor.TimedId;
import org.revcor.analysis.Workers;
import org.revcor.experiment.Arguments;
import org.revcor.experiment.Course;
import org.revcor.experiment.Experiment;
import org.revcor.experiment.Laboratory;
import org.revcor.figure.Findings;
import org.revcor.study.Materials;

/**
 * Where a server makes analyses.
 *
 * @param materials observers and pictures that may be named
 * @param studies parent of the run directories
 * @param devices one a thread
 * @param folders where findings are kept
 */
public record AnalysisWorkplace(
    Materials materials, Path studies, List<Device> devices, AnalysisFolders folders) {

  /**
   * Makes an analysis, and keeps what it finds.
   *
   * @param id that of its folder
   * @return what was found in a sentence
   * @throws FindingsNotKeptException if findings cannot be written
   */
  String make(String id, Experiment experiment, Arguments arguments, Course course) {
    try (Workers workers = new Workers(devices, course)) {
      Findings findings =
          experiment.run(arguments, new Laboratory(materials, this::study, workers));
      keep(id, findings);
      return findings.statements().stream().findFirst().orElse(findings.title());
    }
  }

  private void keep(String id, Findings findings) {
    try {
      folders.put(id, findings);
    } catch (IOException failed) {
      throw new FindingsNotKeptException(failed);
    }
  }

  /** The folder of a study; nothing but an id leads to one. */
  private Path study(String id) {
    return Optional.of(id)
        .filter(TimedId::isOne)
        .map(studies::resolve)
        .orElseThrow(
            () -> new InvalidInputException("study", id, "the id of a study of this server"));
  }
}
