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
import org.revcor.experiment.AnalysisProgress;
import org.revcor.experiment.Analysis;
import org.revcor.experiment.AnalysisContext;
import org.revcor.figure.AnalysisResult;
import org.revcor.study.Materials;

/**
 * Where a server makes analyses.
 *
 * @param materials observers and images that may be named
 * @param studies parent of the run directories
 * @param devices one a thread
 * @param folders where findings are kept
 */
public record AnalysisSettings(
    Materials materials, Path studies, List<Device> devices, AnalysisFolders folders) {

  /**
   * Makes an analysis, and keeps what it finds.
   *
   * @param id that of its folder
   * @return what was found in a sentence
   * @throws AnalysisResultNotSavedException if findings cannot be written
   */
  String make(String id, Analysis experiment, Arguments arguments, AnalysisProgress course) {
    try (Workers workers = new Workers(devices, course)) {
      AnalysisResult findings =
          experiment.run(arguments, new AnalysisContext(materials, this::study, workers));
      keep(id, findings);
      return findings.statements().stream().findFirst().orElse(findings.title());
    }
  }

  private void keep(String id, AnalysisResult findings) {
    try {
      folders.put(id, findings);
    } catch (IOException failed) {
      throw new AnalysisResultNotSavedException(failed);
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
