package org.revcor.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.revcor.analysis.Analysis;
import org.revcor.analysis.AnalysisContext;
import org.revcor.analysis.AnalysisProgress;
import org.revcor.analysis.Arguments;
import org.revcor.analysis.Workers;
import org.revcor.figure.AnalysisResult;
import org.revcor.inference.Platform;
import org.revcor.server.Settings;

/**
 * An analysis that runs in this process until it ends or Ctrl-C stops it.
 *
 * @param err receives the progress
 * @param quiet whether progress is not printed
 */
record LocalAnalysis(
    Analysis analysis, Settings settings, LaneOptions lanes, PrintWriter err, boolean quiet) {
  /**
   * Runs the analysis.
   *
   * @throws org.revcor.analysis.AnalysisStoppedException after Ctrl-C
   */
  AnalysisResult run(Arguments arguments) {
    AnalysisProgress progress = new AnalysisProgress();
    int cpuLanes = lanes.applyTo(settings.lanes()).cpuLanes();
    try (Interrupts interrupts = Interrupts.open();
        Workers workers = new Workers(Platform.ofThisMachine().devices(cpuLanes), progress)) {
      interrupts.onFirst(progress::stop);
      AnalysisContext context =
          new AnalysisContext(SettingsOptions.materials(settings), Path::of, workers);
      CompletableFuture<AnalysisResult> end =
          CompletableFuture.supplyAsync(() -> analysis.run(arguments, context));
      return quiet
          ? end.join()
          : new RedrawnLine(err, Terminal.isInteractive())
              .follow(
                  end,
                  () ->
                      ProgressLine.shown(
                          progress.shown(),
                          progress.expected(),
                          "stimuli shown",
                          progress.secondsLeft()));
    } catch (CompletionException failed) {
      throw failed.getCause() instanceof RuntimeException thrown ? thrown : failed;
    }
  }
}
