package org.revcor.worker;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.revcor.InvalidInputException;
import org.revcor.analysis.Analysis;
import org.revcor.analysis.AnalysisContext;
import org.revcor.analysis.AnalysisProgress;
import org.revcor.analysis.AnalysisThreads;
import org.revcor.analysis.Arguments;
import org.revcor.figure.AnalysisResult;
import org.revcor.figure.AnalysisResultFiles;
import org.revcor.inference.Platform;
import org.revcor.study.plan.Materials;
import org.revcor.study.results.TimedId;
import org.revcor.worker.JobProcess.ChildFailedException;

/**
 * The analysis of a server's job, in this process.
 *
 * @param materials observers and images that arguments can name
 */
public record AnalysisJob(
    Materials materials, Path studies, Platform platform, int threads, Path folder) {
  /**
   * Runs an analysis and writes its result.
   *
   * @return first statement of the result
   * @throws ChildFailedException if the result cannot be written
   */
  public String run(Analysis analysis, Arguments arguments, AnalysisProgress progress) {
    try (AnalysisThreads all =
        new AnalysisThreads(platform.devices(threads), platform.hasVectorKernels(), progress)) {
      AnalysisResult result =
          analysis.run(arguments, new AnalysisContext(materials, this::study, all));
      AnalysisResultFiles.write(result, folder);
      return result.statements().stream().findFirst().orElse(result.title());
    } catch (IOException e) {
      throw new ChildFailedException("the result cannot be written (%s)".formatted(e));
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
