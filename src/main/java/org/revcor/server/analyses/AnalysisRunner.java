package org.revcor.server.analyses;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.revcor.analysis.Analysis;
import org.revcor.analysis.AnalysisProgress;
import org.revcor.analysis.AnalysisProgress.AnalysisStoppedException;
import org.revcor.analysis.Arguments;
import org.revcor.worker.ChildJob;
import org.revcor.worker.Confinement;
import org.revcor.worker.JobProcess;
import org.revcor.worker.JobProcess.ChildFailedException;
import org.revcor.worker.ProcessSettings;

@FunctionalInterface
public interface AnalysisRunner {
  /**
   * Runs an analysis and saves its result; blocks until it has ended.
   *
   * @param progress updated while it runs; stopping it ends the analysis
   * @return first statement of the result
   * @throws org.revcor.analysis.AnalysisProgress.AnalysisStoppedException if it was stopped
   * @throws org.revcor.RevcorException if it fails
   */
  String run(String id, Analysis analysis, Arguments arguments, AnalysisProgress progress);

  record ChildAnalyses(
      ProcessSettings process,
      Confinement confinement,
      Path studies,
      int threads,
      AnalysisFolders folders)
      implements AnalysisRunner {

    @Override
    public String run(
        String id, Analysis analysis, Arguments arguments, AnalysisProgress progress) {
      ChildJob job =
          new ChildJob.Analyse(
              analysis.name(),
              arguments.all(),
              process,
              studies.toAbsolutePath().toString(),
              threads,
              folders.folder(id).toAbsolutePath().toString());
      try (JobProcess child = JobProcess.start(job, confinement)) {
        progress.onStop(child::kill);
        byte[] headline =
            child.run(Optional.empty(), shown -> progress.set(shown.shown(), shown.expected()));
        return new String(headline, StandardCharsets.UTF_8);
      } catch (ChildFailedException failed) {
        if (progress.isStopped()) {
          throw new AnalysisStoppedException();
        }
        throw failed;
      }
    }
  }
}
