package org.revcor.server.analyses;

import ai.djl.Device;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.revcor.InvalidInputException;
import org.revcor.analysis.Analysis;
import org.revcor.analysis.AnalysisContext;
import org.revcor.analysis.AnalysisProgress;
import org.revcor.analysis.Arguments;
import org.revcor.analysis.Workers;
import org.revcor.figure.AnalysisResult;
import org.revcor.study.plan.Materials;
import org.revcor.study.registry.TimedId;

/**
 * The resources that a server needs to run analyses.
 *
 * @param materials observers and images that arguments can name
 * @param studies parent of the run directories
 * @param devices one device per thread
 * @param folders folders of the results
 */
public record AnalysisSettings(
    Materials materials, Path studies, List<Device> devices, AnalysisFolders folders) {

  /**
   * Runs an analysis and saves its result.
   *
   * @param id id of the analysis
   * @return first statement of the result
   * @throws AnalysisResultNotSavedException if the result cannot be written
   */
  String run(String id, Analysis analysis, Arguments arguments, AnalysisProgress progress) {
    try (Workers workers = new Workers(devices, progress)) {
      AnalysisResult result =
          analysis.run(arguments, new AnalysisContext(materials, this::study, workers));
      save(id, result);
      return result.statements().stream().findFirst().orElse(result.title());
    }
  }

  private void save(String id, AnalysisResult result) {
    try {
      folders.put(id, result);
    } catch (IOException failed) {
      throw new AnalysisResultNotSavedException(failed);
    }
  }

  /** Returns the run directory of a study; rejects texts that are not ids. */
  private Path study(String id) {
    return Optional.of(id)
        .filter(TimedId::isOne)
        .map(studies::resolve)
        .orElseThrow(
            () -> new InvalidInputException("study", id, "the id of a study of this server"));
  }
}
